"""One line a figure: what was measured, what was wanted, and whether it was reached."""

FAILED: list[str] = []


def tell(figure: str, reached: bool | None = None) -> None:
    """Print a figure; ``None`` has no target."""
    word = {True: " reached", False: " MISSED", None: ""}[reached]
    print(f"chaos: {figure}{word}", flush=True)
    if reached is False:
        FAILED.append(figure)
