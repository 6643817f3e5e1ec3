"""The house rules that a machine can hold (CONTRIBUTING.md); ruff, mypy and import-linter hold the others."""

import ast
import importlib
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import SQLModel

from api import domain_problems, migrate, reason_words
from api.settings import PREFIX, Settings
from employers.errors import EmployersError
from matcher.errors import MatcherError
from matcher.ranking import eligibility, reasons
from matcher.ranking.prior import packaged_prior

ROOT = Path(__file__).parents[1]
PACKAGES = ("employers", "matcher", "api")
LONGEST_FILE, THINK_AT, LONGEST_FUNCTION = 400, 250, 50
CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
}
ENVIRONMENT = {("os", "environ"), ("os", "getenv"), ("os", "environb"), ("os", "putenv")}
# In pieces, so that this file does not hold what it forbids.
ELSEWHERE = (
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/ho" + "me/",
    "/Us" + "ers/",
    "/t" + "mp/",
    "py" + "pi.org",
    "python" + "hosted.org",
    "arti" + "factory",
    "index" + "-url =",
    "--index" + "-url",
    "--extra-index" + "-url",
    "farm" + "-bench",
    "bash" + "_jobs",
    "before" + "-stop",
    "str_replace" + "_based",
)
LEFT_UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)")
SILENCED_WELL = re.compile(r"#\s*(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\])[\s#—-]+\w+.*\w")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project: what git keeps or would keep, or, without git, what lies there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [str(p.relative_to(ROOT)) for top in (*PACKAGES, "tests") for p in (ROOT / top).rglob("*.*")]
    return tuple(ROOT / name for name in sorted(set(listed)) if name and (ROOT / name).is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python(*tops: str) -> list[Path]:
    """Python files under the folders named, generated migrations left out."""
    wanted = [p for p in files() if p.suffix == ".py" and name_of(p).split("/")[0] in tops]
    return [p for p in wanted if "migrations/versions" not in name_of(p)]


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text(path), str(path))))


def dotted(path: Path, wanted: set[tuple[str, str]]) -> Iterator[str]:
    """Places where ``module.name`` of the set is spoken of, or ``name`` imported from ``module``."""
    for node in nodes(path):
        if isinstance(node, ast.Attribute):
            owner = node.value
            before = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (before, node.attr) in wanted:
                yield f"{name_of(path)}:{node.lineno} {before}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            for imported in node.names:
                if (node.module, imported.name) in wanted:
                    yield f"{name_of(path)}:{node.lineno} from {node.module} import {imported.name}"


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {name_of(p): text(p).count("\n") for p in python(*PACKAGES, "tests", "tools", "notebooks")}

    too_long = {name: n for name, n in lengths.items() if n > LONGEST_FILE}

    for name, n in sorted(lengths.items(), key=lambda pair: -pair[1]):
        if THINK_AT < n <= LONGEST_FILE:
            print(f"think about {name}: {n} lines")
    assert not too_long


def test_no_function_is_longer_than_fifty_lines() -> None:
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name}: {length} lines"
        for path in python(*PACKAGES, "tests", "tools")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]

    assert not too_long


def test_only_the_application_commits() -> None:
    commits = [
        f"{name_of(path)}:{node.lineno}"
        for path in python("employers", "matcher")
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]

    assert not commits


def test_only_the_application_reads_the_clock_and_the_environment() -> None:
    assert not list(chain.from_iterable(dotted(path, CLOCK | ENVIRONMENT) for path in python("employers", "matcher")))


def test_no_table_has_a_relationship() -> None:
    related = [
        f"{name_of(path)}:{node.lineno}"
        for path in python(*PACKAGES)
        for node in nodes(path)
        if (isinstance(node, ast.Name) and node.id == "Relationship")
        or (isinstance(node, ast.alias) and node.name == "Relationship")
    ]

    assert not related


def reason_codes() -> set[str]:
    """Every code that a term can give, at every level of it, and every code written out beside ``Reason(``."""
    codes = set(reasons.TWO_WAY_CODES.values())
    for feature in (*packaged_prior().names, "employer"):
        if feature in reasons.TWO_WAY_CODES:
            continue
        codes.add(reasons.reason_code(feature, float("nan")))
        for value in (*range(50), 0.3, 0.5, 0.6, 0.999):
            try:
                codes.add(reasons.reason_code(feature, value))
            except IndexError:
                break
    written = re.compile(r'\bReason\(\s*f?"([a-z_]+)["{]')
    for path in python("matcher", "api"):
        codes |= {code for code in written.findall(text(path)) if code != "wish_"}
    return codes | {f"wish_{name}" for name in ("min_age", "max_age", "sex")}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_a_sentence(language: str) -> None:
    sentences = {code: reason_words.reason_words(reasons.Reason(code, 0.0), language) for code in reason_codes()}

    assert all(sentences.values())


def test_no_reason_says_the_same_in_both_languages() -> None:
    same = [code for code, (vi, en) in {**reason_words.REASONS, **reason_words.RULES}.items() if vi == en]

    assert not same


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_hard_rule_has_a_sentence(language: str) -> None:
    assert set(reason_words.RULES) == set(eligibility.RULES)
    assert all(reason_words.rule_words(rule, language) for rule in eligibility.RULES)


def kinds_of(error: type[Exception]) -> Iterator[type[Exception]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_domain_error_has_an_answer() -> None:
    for path in python("employers", "matcher"):
        if re.search(r"^class \w+\((Employers|Matcher)Error\)", text(path), re.MULTILINE):
            importlib.import_module(name_of(path).removesuffix(".py").replace("/", "."))
    application = FastAPI()
    domain_problems.install(application)

    unanswered = [
        kind.__name__
        for kind in chain(kinds_of(MatcherError), kinds_of(EmployersError))
        if kind not in application.exception_handlers
    ]

    assert not unanswered


def test_every_setting_has_a_line_in_the_example_and_no_line_is_left_over() -> None:
    lines = set(re.findall(rf"^#?\s?{PREFIX}([A-Z_]+)=", text(ROOT / ".env.example"), re.MULTILINE))

    assert lines == {name.upper() for name in Settings.model_fields}


def test_the_style_is_small_and_the_script_is_short() -> None:
    style, scripts = ROOT / "api/static/style.css", [p for p in files() if p.suffix == ".js"]

    assert style.stat().st_size <= 12 * 1024
    assert sum(text(p).count("\n") for p in scripts) < 200


def test_every_template_has_a_user() -> None:
    templates = {p: name_of(p).removeprefix("api/templates/") for p in files() if "api/templates/" in name_of(p)}
    users = {**{p: text(p) for p in python("api")}, **{p: text(p) for p in templates}}

    unused = [
        name
        for path, name in templates.items()
        if not any(f'"{name}"' in said or f"'{name}'" in said for user, said in users.items() if user != path)
    ]

    assert not unused


def test_every_table_has_a_line_in_the_glossary() -> None:
    tables = [kind.__name__ for kind in SQLModel.__subclasses__() if hasattr(kind, "__table__")]

    unexplained = [name for name in tables if f"`{name}`" not in text(ROOT / "GLOSSARY.md")]

    assert len(tables) >= 20, migrate.__name__
    assert not unexplained


def test_every_dependency_is_argued_for() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    named = chain(
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    )

    table = text(ROOT / "DECISIONS.md")

    assert not [name for line in named if f"| {(name := re.split(r'[^A-Za-z0-9-]', line)[0])} |" not in table]


def test_no_file_names_a_place_or_a_tool_of_one_machine() -> None:
    named = [
        f"{name_of(path)}: {words}" for path in files() for words in ELSEWHERE if words.lower() in text(path).lower()
    ]

    assert not named


def test_nothing_is_left_to_be_done_later() -> None:
    prose = {".py", ".toml", ".md", ".html", ".css", ".js", ".cfg", ".ini", ".yml", ""}

    left = [
        f"{name_of(path)}:{number}"
        for path in files()
        if path.suffix in prose
        for number, line in enumerate(text(path).splitlines(), 1)
        if LEFT_UNDONE.search(line)
    ]

    assert not left


def test_no_test_stands_in_for_our_own_code() -> None:
    mocks = [
        f"{name_of(path)}:{node.lineno}"
        for path in python("tests")
        for node in nodes(path)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("unittest.mock", "mock")))
        or (isinstance(node, ast.Import) and any("mock" in name.name for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "unittest" and node.names[0].name == "mock")
    ]

    assert not mocks


def comments(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text(path)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_silenced_rule_is_named_and_explained() -> None:
    unexplained = [
        f"{name_of(path)}:{number} {words}"
        for path in python(*PACKAGES, "tests", "tools")
        for number, words in (comments(path) if SILENCED.search(text(path)) else ())
        if SILENCED.search(words) and not SILENCED_WELL.search(words)
    ]

    assert not unexplained
