"""Workbooks are opened in a process of their own, with limits on memory and time.

A workbook is somebody else's file, and its reader takes what the file asks for. Here that ends the child and not the
server: the child measures and reads, and hands sheets back as JSON. The start costs a tenth of a second.
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import threading
from typing import Any

from api.imports.raw_sheets import Merge, RawRow, RawSheet
from api.imports.unreadable import UnreadableFile

MAX_MEMORY_BYTES = 1024 * 1024 * 1024  # the largest sheet that the guards let through takes about 700 MB
MAX_CPU_SECONDS = 20  # 20,000 rows of 25 columns take two
MAX_WAIT_SECONDS = 90  # of real time, on a machine that is busy with other work
MAX_RESULT_BYTES = 150 * 1024 * 1024  # 20,000 rows of 25 columns give about 15 MB
AT_ONCE = threading.BoundedSemaphore(2)
"""Two workbooks at a time: more would take the server's memory between them."""

CHILD = ("-I", "-m", "api.imports.excel_apart")

_KINDS: dict[str, Any] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "seconds": lambda seconds: dt.timedelta(seconds=seconds),
}


def read_apart(content: bytes) -> list[RawSheet]:
    """Read a workbook in a child process.

    Raises
    ------
    UnreadableFile
        What the reader refused it with, or ``too_large`` where it took too much memory or time.
    """
    try:
        with AT_ONCE:
            done = subprocess.run(  # noqa: S603 — our own module; the file is its input and nothing else
                [sys.executable, *CHILD],
                input=content,
                capture_output=True,
                timeout=MAX_WAIT_SECONDS,
                env={},
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode < 0:
        raise _too_much()
    if done.returncode:
        raise RuntimeError("the reader of workbooks failed: " + done.stderr.decode(errors="replace")[-2000:])
    return sheets_of(done.stdout)


def sheets_of(answer: bytes | str) -> list[RawSheet]:
    """Take the child's answer; raises its refusal, an :class:`~api.imports.unreadable.UnreadableFile`."""
    found = json.loads(answer, object_hook=_from_json)
    if "refused" in found:
        raise UnreadableFile(*found["refused"])
    return [_sheet(*sheet) for sheet in found["sheets"]]


def _too_much() -> UnreadableFile:
    return UnreadableFile(
        "too_large", "Bảng tính quá nặng nên không mở. Anh/chị chép bảng cần nhập sang một tệp Excel mới rồi tải lên."
    )


def _sheet(name: str, rows: list[Any], merges: list[Any], hidden: bool, hidden_rows: list[int]) -> RawSheet:
    return RawSheet(name, [RawRow(*r) for r in rows], tuple(Merge(*m) for m in merges), hidden, frozenset(hidden_rows))


def _from_json(found: dict[str, Any]) -> Any:
    kind, value = next(iter(found.items()))
    return _KINDS[kind](value) if kind in _KINDS else found


def _to_json(value: object) -> dict[str, object]:
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(f"no cell holds {type(value).__name__}")


def answer_to(content: bytes) -> str:
    """Read a workbook in the child: its sheets or the refusal, as JSON."""
    from api.imports.excel_files import read_excel  # the reader itself is loaded in the child alone

    try:
        sheets = [(s.name, s.rows, s.merges, s.hidden, sorted(s.hidden_rows)) for s in read_excel(content)]
        answer = json.dumps({"sheets": sheets}, default=_to_json, separators=(",", ":"))
        if len(answer) > MAX_RESULT_BYTES:
            raise _too_much()
    except UnreadableFile as refused:
        return json.dumps({"refused": [refused.code, refused.message]})
    except (MemoryError, RecursionError):
        error = _too_much()
        return json.dumps({"refused": [error.code, error.message]})
    return answer


def main() -> None:
    """Read the workbook on standard input and write its sheets, or the refusal, to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(answer_to(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
