"""``noiviec``: the command line, acting as the operator of the database that it can open.

A command's module is loaded when the command is called: what ranks, learns and serves takes seconds to load, and a bad
file or a misspelled option must be answered at once.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

COMMANDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "migrate": ("lists", "migrate", "Create or upgrade the database."),
    "demo": ("lists", "demo", "Invent the demonstration province in an empty database."),
    "import": ("lists", "import_", "Bring a list in; every row is imported, updated, unchanged or held."),
    "export": ("lists", "export", "Take a list out as .csv or .xlsx, the report as .docx or .xlsx."),
    "train": ("ranking", "train", "Fit the ranking model from outcomes; promote it only if it is not worse."),
    "rerank": ("ranking", "rerank", "Rank everyone, or what one change touches; publish a version."),
    "suggest": ("ranking", "suggest", "Show what a case worker would see now."),
    "plan": ("ranking", "plan", "Say who goes where under the seats there are."),
    "own-work": ("own_work", "own_work_app", "Các hướng tự làm."),
    "explain": ("explaining", "explain", "Show every term of a score, every rule, and the sum."),
    "occupation": ("words", "occupation", 'Link words to ISCO-08, as taught here too, or say "không rõ".'),
    "place": ("words", "place", "Read an address: every reading, old and new."),
    "read-ad": ("ads", "read_ads", "Read pasted messages into draft openings."),
    "serve": ("running", "serve", "Serve pages and API on this machine."),
    "jobs": ("running", "run_jobs", "Run the scheduler alone, for several servers."),
    "model": ("ranking", "model_app", "Các bản mô hình."),
    "advice": ("advice", "advice_app", "Gợi ý mở thêm việc."),
    "rollout": ("rollout", "rollout_app", "Triển khai từng bước theo xã, phường."),
    "curate": ("curation", "curate_app", "Dạy những lời ghi mà máy chưa hiểu là nghề gì."),
    "duplicates": ("curation", "duplicates_app", "Đơn vị trùng, hồ sơ trùng: xem, gộp, hoàn tác."),
    "account": ("accounts", "account_app", "Tài khoản."),
    "benchmark": ("benchmark", "benchmark", "Measure ranking on this machine, beside the alternatives."),
    "person": ("person", "person_app", "Quyền của một người đối với dữ liệu của mình."),
    "keys": ("keys", "keys_app", "Kho khóa."),
    "backup": ("backups", "backup", "Back up the running service into one sealed file."),
    "restore": ("backups", "restore", "Restore a backup into an empty database, or prove it."),
    "move": ("backups", "move", "Move everything to an empty database."),
    "audit": ("running", "audit_app", "Nhật ký."),
    "webhook": ("webhooks", "webhook_app", "Báo cho hệ thống khác biết khi có việc mới, có trả lời."),
}
"""Each command: its module in ``api.commands``, its name there, and the line that ``--help`` shows of it."""


class CommandsByName(TyperGroup):
    """The commands of ``COMMANDS``, each loaded when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name every command, in the order of help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command; None for a name that there is not."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        from api.commands.opening import keep_compiled_code
        from api.commands.shared import settings

        keep_compiled_code(settings().keys.with_name("compiled"))  # before anything of the command loads ranking
        return load_command(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


def load_command(name: str) -> Any:
    """Load a command of ``COMMANDS`` by its name."""
    module, attribute, _ = COMMANDS[name]
    found = getattr(import_module(f"api.commands.{module}"), attribute)
    around = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    around.callback()(_noiviec)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name)
    else:
        around.command(name)(found)
    return typer.main.get_command(around).commands[name]  # type: ignore[attr-defined]  # with a callback it is a group


def _noiviec() -> None:
    """Hold commands together; each does its own work."""


app = typer.Typer(
    cls=CommandsByName,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


app.callback(help="Nối Việc: từ kết quả học nghề đến việc làm phù hợp.")(_noiviec)

# typer carries a click of its own, so the exceptions of an installed click are not the ones it raises.
_WRONG_USAGE: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _own_words() -> tuple[type[Exception], ...]:
    """Errors whose message is a sentence for whoever typed the command."""
    from api.accounts import AccountRefused, AccountUnknown
    from api.backups.errors import BackupError
    from api.clock import FixedTodayRefused
    from api.cluster import ClusterFailed
    from api.commands.shared import InputError
    from api.keys import KeyStoreError
    from api.recovery import WrongRecovery
    from api.settings import SettingsError
    from api.store_errors import DatabaseError
    from matcher.errors import SchemesUnreadable

    return (
        SchemesUnreadable,
        *(InputError, SettingsError, DatabaseError, KeyStoreError, ClusterFailed),
        *(FixedTodayRefused, AccountRefused, AccountUnknown, BackupError, WrongRecovery),
    )


def _sentences() -> tuple[tuple[type[Exception], Callable[[Any], str]], ...]:
    """Errors that a sentence is made for."""
    from api.demo_load import NotEmpty
    from api.reason_words import rule_words
    from api.wording import OVERTAKEN, PERIOD_TO_COME, PERIOD_UNKNOWN
    from employers.errors import UnknownEmployer, UnknownOpening
    from matcher.errors import FuturePeriod, NoSuchPeriod, NotEligible, NoUsableModel, Overtaken, UnknownPerson

    return (
        (UnknownPerson, lambda e: f"Không có hồ sơ mã {e.code}."),
        (UnknownOpening, lambda e: f"Không có vị trí mã {e.code}."),
        (UnknownEmployer, lambda e: f"Không có đơn vị mã {e.code}."),
        (NotEmpty, lambda _: "Cơ sở dữ liệu đã có người; tỉnh trình diễn chỉ vào cơ sở dữ liệu trống."),
        (Overtaken, lambda _: "Trong lúc này mọi người đã được xếp lại bởi một lần chạy mới hơn; không cần chạy nữa."),
        (NoUsableModel, lambda _: "Không có bản mô hình này, hoặc bản đó đã hỏng."),
        (Overtaken, lambda _: OVERTAKEN),
        (NoSuchPeriod, lambda _: PERIOD_UNKNOWN),
        (FuturePeriod, lambda _: PERIOD_TO_COME),
        (NotEligible, lambda e: "; ".join(rule_words(rule) for rule in e.rules)),
    )


def _sentence(error: Exception) -> str | None:
    """One clear Vietnamese line for what a user can mend; None for a defect of ours."""
    from api.imports.unreadable import UnreadableFile

    if isinstance(error, UnreadableFile):
        return error.message
    if isinstance(error, _own_words()):
        return str(error)
    from api.acts.refusals import REFUSALS

    own = next((words(error) for kind, words in _sentences() if isinstance(error, kind)), None)
    return own or REFUSALS.get(type(error), (0, None, None))[2]


def answer(run: Callable[[], Any]) -> int:
    """Run something and give its exit code: 0 done, 1 done with held rows, 2 input error with one clear line."""
    try:
        code = run()
    except typer.Abort:
        return 130
    except _WRONG_USAGE as error:
        typer.echo(f"noiviec: {' '.join(error.format_message().split())} (noiviec --help)", err=True)
        return 2
    except UnicodeEncodeError:
        typer.echo("noiviec: Tham số có ký tự không đọc được; hãy gõ lại. (noiviec --help)", err=True)
        return 2
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        typer.echo(f"noiviec: {sentence}", err=True)
        return 2
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run a command."""
    from api.commands.shared import at_the_end

    with at_the_end:
        code = answer(lambda: app(standalone_mode=False))
    sys.exit(code)
