"""Every defect put in on purpose against the harness that must see it: ``python -m tests.chaos --faults``.

Defects go into the processes that are killed, loaded or asked, never into the product (``faults.py``, ``servers.py``).
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

from tests import postgresql_server as postgresql

MUST_SEE: Final[tuple[tuple[str, str, str], ...]] = (
    ("answer_before_commit", "writes --size 10", "a write is acknowledged and committed a little later"),
    ("import_in_parts", "batches --only import --size 16", "an import commits every ten rows"),
    ("publish_in_parts", "batches --only rerank --size 16", "a ranking commits ten people at a time"),
    ("keys_after_data", "batches --only rotate --size 16", "a renewal keeps its keys after what they seal"),
    ("model_in_halves", "batches --only train --size 16", "a model's document in two transactions"),
    ("two_transactions", "wal --size 60", "two tables that belong together, two commits"),
    ("two_leaders", "scheduling --only double --size 3", "a server runs what another one has claimed"),
    ("published_unmarked", "scheduling --only leader --size 8", "a run is marked as done after it has published"),
    ("no_revisions", "updates --size 80", "a change is made whatever it was based on"),
    ("deaf", "network --only silent --size 1", "nobody knocks at a silent server"),
    ("forgetful", "network --only commit --size 12", "a request's key is not marked by its work"),
    ("falls_over_emoji", "fuzz --only inputs --size 1000", "what cleans a text falls over an emoji"),
    ("forgets_to_ask", "fuzz --only described --size 2", "an address answers without asking who calls"),
    ("swallows_errors", "refusals --only disk --size 3", "a write that the disk refused is acknowledged"),
    ("leaves_rows_out", "restore --size 300", "a backup leaves a course out and counts what it wrote"),
    ("hoarding", "soak --size 90", "every request leaves something that is never let go"),
    ("slow_lists", "load --seconds 1", "every list waits, and everybody with it"),
)
"""Defect, harness with a size at which it is seen, and the defect in words."""

ENDS_WITHIN: Final = 600
"""Seconds that a harness gets."""


def _is_seen(fault: str, command: str) -> tuple[bool, str]:
    """Whether the harness saw a promise broken, and the line that said so; a timing alone is no proof."""
    name, *how = command.split()
    given = [] if name == "load" else ["--fault", fault]  # the load's server takes its defect from the environment
    words = [sys.executable, "-m", f"tests.chaos.{name}", *how, *given]
    around = {**os.environ, "CHAOS_FAULT": fault}
    try:
        ended = subprocess.run(words, capture_output=True, text=True, check=False, env=around, timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        return False, f"no end within {ENDS_WITHIN} s"
    missed = [line for line in ended.stdout.splitlines() if line.endswith("MISSED")]
    return bool(missed), missed[0] if missed else (ended.stderr.strip().splitlines() or ["nothing was said"])[-1]


def tell(names: Sequence[str]) -> int:
    """Put each defect in and print the table: defect, harness, seen or not, and what was said."""
    unseen = 0
    for fault, command, words in MUST_SEE:
        if names and command.split()[0] not in names:
            continue
        if command.startswith("network") and postgresql.why_not() is not None:
            print(f"chaos: {fault} | {command} | not tried: it needs PostgreSQL", flush=True)
            continue
        began = time.perf_counter()
        was_seen, said = _is_seen(fault, command)
        unseen += not was_seen
        took = time.perf_counter() - began
        print(
            f"chaos: {fault} ({words}) | {command} | {'seen' if was_seen else 'NOT SEEN'} | {took:.0f} s | {said}",
            flush=True,
        )
    return 1 if unseen else 0
