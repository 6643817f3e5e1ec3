"""How much of the long harnesses runs: a sample in every run of the tests, the whole under ``make security``."""

import os

FULL = os.environ.get("SECURITY") == "full"


def size(sample: int, whole: int) -> int:
    """How many of something to try."""
    return whole if FULL else sample


def tell(figure: str) -> None:
    """Print one line of figures; ``make security`` shows them, a plain run keeps them for a failure."""
    print(f"security: {figure}")
