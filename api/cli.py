"""``noiviec``: the command line, acting as the operator of the database that it can open."""

import sys
from collections.abc import Callable
from typing import Any

import typer

from api.accounts import AccountRefused, AccountUnknown
from api.acts.refusals import REFUSALS
from api.clock import FixedTodayRefused
from api.commands import ads, advice, curation, lists, ranking, rollout, running, words
from api.commands.shared import InputError
from api.db import DatabaseError
from api.demo_load import NotEmpty
from api.imports.unreadable import UnreadableFile
from api.keys import KeyStoreError
from api.settings import SettingsError
from api.wording import rule_words
from employers.errors import UnknownEmployer, UnknownOpening
from matcher.errors import NotEligible, NoUsableModel, UnknownPerson

app = typer.Typer(
    help="Nối Việc: từ kết quả học nghề đến việc làm phù hợp.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("migrate")(lists.migrate)
app.command("demo")(lists.demo)
app.command("import")(lists.import_)
app.command("export")(lists.export)
app.command("train")(ranking.train)
app.command("rerank")(ranking.rerank)
app.command("suggest")(ranking.suggest)
app.command("plan")(ranking.plan)
app.command("explain")(ranking.explain)
app.command("occupation")(words.occupation)
app.command("place")(words.place)
app.command("read-ad")(ads.read_ads)
app.command("serve")(running.serve)
app.command("jobs")(running.run_jobs)
app.add_typer(ranking.model_app, name="model")
app.add_typer(advice.advice_app, name="advice")
app.add_typer(rollout.rollout_app, name="rollout")
app.add_typer(curation.curate_app, name="curate")
app.add_typer(curation.duplicates_app, name="duplicates")
app.add_typer(running.account_app, name="account")
app.add_typer(running.audit_app, name="audit")

# typer carries a click of its own, so the exceptions of an installed click are not the ones it raises.
_WRONG_USAGE: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
_OWN_WORDS = (
    InputError,
    SettingsError,
    DatabaseError,
    KeyStoreError,
    FixedTodayRefused,
    AccountRefused,
    AccountUnknown,
)


_SENTENCES: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (UnreadableFile, lambda e: str(e.message)),
    (UnknownPerson, lambda e: f"Không có hồ sơ mã {e.code}."),
    (UnknownOpening, lambda e: f"Không có vị trí mã {e.code}."),
    (UnknownEmployer, lambda e: f"Không có đơn vị mã {e.code}."),
    (NotEmpty, lambda _: "Cơ sở dữ liệu đã có người; tỉnh trình diễn chỉ vào cơ sở dữ liệu trống."),
    (NoUsableModel, lambda _: "Không có bản mô hình này, hoặc bản đó đã hỏng."),
    (NotEligible, lambda e: "; ".join(rule_words(rule) for rule in e.rules)),
)


def _sentence(error: Exception) -> str | None:
    """One clear Vietnamese line for what a user can mend; None for a defect of ours."""
    if isinstance(error, _OWN_WORDS):
        return str(error)
    own = next((words(error) for kind, words in _SENTENCES if isinstance(error, kind)), None)
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
    sys.exit(answer(lambda: app(standalone_mode=False)))
