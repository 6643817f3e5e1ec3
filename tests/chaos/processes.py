"""Real processes of ``noiviec``, started fast: forks of one process that has loaded the product, killed for real."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from api.service import Service
from tests.chaos.faults import FAULTS

ROOT = Path(__file__).parents[2]
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.chaos.warm"])


def environment_of(service: Service) -> dict[str, str]:
    """The settings of a service as another process reads them."""
    found = service.settings
    return {
        "NOIVIEC_DATABASE_URL": found.database_url,
        "NOIVIEC_KEYS": str(found.keys),
        "NOIVIEC_AUDIT_HEADS": str(found.keys.with_name("heads.log")),
        "NOIVIEC_BUSY_SECONDS": str(found.busy_seconds),
        **({"NOIVIEC_TODAY": found.today.isoformat()} if found.today else {}),
    }


def _enter(environment: Mapping[str, str], out: str) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    written = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 the process's own output, to its end
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 the process's own output, to its end
    os.environ.update(environment)
    time.tzset()


def _command(words: tuple[str, ...], environment: Mapping[str, str], out: str, fault: str | None) -> None:
    _enter(environment, out)
    if fault is not None:
        FAULTS[fault]()
    from api.cli import main

    sys.argv = ["noiviec", *words]
    main()


def _call(work: Callable[..., None], given: tuple[object, ...], environment: Mapping[str, str], out: str) -> None:
    _enter(environment, out)
    work(*given)


def _start(target: Callable[..., None], *given: object) -> BaseProcess:
    os.environ["PYTHONPATH"] = str(ROOT)  # the fork server finds what it loads beforehand
    process = _CONTEXT.Process(target=target, args=given)
    process.start()
    return process


def noiviec(service: Service, *words: str, fault: str | None = None, **settings: str) -> BaseProcess:
    """Start a command on a service's stores; what it prints goes into ``out.log`` beside the key store."""
    out = service.settings.keys.with_name("out.log")
    return _start(_command, words, environment_of(service) | settings, str(out), fault)


def python(service: Service, work: Callable[..., None], *given: object, **settings: str) -> BaseProcess:
    """Start a function of a module, for what no command does; as :func:`noiviec` otherwise."""
    out = service.settings.keys.with_name("out.log")
    return _start(_call, work, given, environment_of(service) | settings, str(out))


def kill(process: BaseProcess) -> int:
    """``kill -9``, and wait; gives the exit code, which is another where it had ended before."""
    process.kill()
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code


def ended(process: BaseProcess, seconds: float = 120) -> int:
    """Wait for the end of a process that is not killed; gives its exit code."""
    process.join(seconds)
    assert process.exitcode is not None, "a process did not end"
    return kill(process)


def said(service: Service) -> str:
    """What the processes of a service printed."""
    out = service.settings.keys.with_name("out.log")
    return out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""


def _nothing() -> None:
    """End at once."""


def warm() -> None:
    """Let the fork server load the product now, so that no measurement waits for it."""
    first = _start(_nothing)
    first.join()
    first.close()
