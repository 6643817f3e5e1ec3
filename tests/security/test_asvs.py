"""The table of OWASP ASVS 5.0 is whole, names tests that exist, and has few lines that nothing else holds."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from api.accounts import add_account
from api.clock import now
from api.policy import Role
from api.sign_ins import sign_in
from tests.api.pages.site import Site
from tests.security.size import tell

TESTS = Path(__file__).parents[1]
LINE = re.compile(r"^\| (V[\d.]+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
REASONS = ("by design: ", "none here: ", "server: ", "open: ")
# How many requirements of each level a chapter of version 5.0.0 has: level 1 of all, level 2 of those that hold here.
LEVEL_1 = {1: 8, 2: 4, 3: 8, 4: 2, 5: 4, 6: 13, 7: 6, 8: 4, 9: 4, 10: 5, 11: 3, 12: 3, 13: 1, 14: 2, 15: 3}
LEVEL_2 = {5: 5, 6: 22, 7: 12, 8: 3, 10: 9, 14: 7, 16: 16}  # of 10, what a client must do


@cache
def lines() -> tuple[tuple[str, int, str], ...]:
    """Number, level and what holds it, of each line."""
    text = (TESTS / "security" / "ASVS.md").read_text(encoding="utf-8")
    return tuple((number, int(level), held) for number, level, _, held in LINE.findall(text))


@cache
def defined_in(file: str) -> dict[str, bool]:
    """The tests that a file defines, and whether each states a fact: it asserts something, and is not set aside."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    checks = {node.name for node in functions if _asserts(node)}
    return {node.name: _states_a_fact(node, checks) for node in functions}


def _asserts(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises")
        for node in ast.walk(function)
    )


def _states_a_fact(test: ast.FunctionDef, checks: set[str]) -> bool:
    called = {node.func.id for node in ast.walk(test) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    aside = any(name in ast.unparse(mark) for mark in test.decorator_list for name in ("skip(", "xfail"))
    return (_asserts(test) or bool(called & checks)) and not aside and test.name.count("_") >= 3


def test_a_test_that_asserts_nothing_or_is_set_aside_states_no_fact() -> None:
    source = """
def checked(x):
    assert x

def test_an_act_is_refused():
    checked(1)

def test_an_act_is_done():
    act()

@pytest.mark.xfail
def test_an_act_is_late():
    assert act()
"""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]

    facts = [node.name for node in functions if _states_a_fact(node, {"checked"})]

    assert facts == ["test_an_act_is_refused"]


def test_the_table_has_every_requirement_once() -> None:
    counted = Counter((int(number[1:].split(".")[0]), level) for number, level, _ in lines())

    assert len({number for number, _, _ in lines()}) == len(lines())
    assert counted == {(c, 1): n for c, n in LEVEL_1.items()} | {(c, 2): n for c, n in LEVEL_2.items()}


def test_every_line_names_a_test_that_exists_or_its_reason() -> None:
    named = {number: re.findall(r"`([\w/]+\.py)::(test_\w+)`", held) for number, _, held in lines()}
    reasons = {number: held for number, _, held in lines() if held.startswith(REASONS)}
    absent = [(n, f, t) for n, tests in named.items() for f, t in tests if not defined_in(f).get(t)]
    unheld = [number for number in named if not named[number] and number not in reasons]

    kinds = Counter(reason.split(":")[0] for reason in reasons.values())
    open_1 = [n for n, level, held in lines() if level == 1 and held.startswith("open")]
    told = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    held = len(lines()) - len(reasons)
    tell(f"ASVS 5.0: {len(lines())} lines, {held} held by tests, {told}; open at level 1: {open_1}")
    assert not absent
    assert not unheld
    assert not open_1


@pytest.mark.parametrize("address", ["/", "/api/v1/people", "/static/style.css", "/nowhere"])
def test_every_answer_over_https_asks_for_https_from_then_on(site: Site, address: str) -> None:
    answer = site.client.get(f"https://noiviec.example{address}")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("address", ["/", "/api/v1/people", "/static/style.css"])
def test_no_answer_lets_another_origin_in(site: Site, address: str) -> None:
    answer = site.client.get(address, headers={"Origin": "https://other.example"})

    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_password_is_typed_unseen_and_may_be_filled_in(site: Site) -> None:
    page = site.client.get("/").text

    assert 'type="password" name="password" value="" autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_a_long_password_of_any_letters_is_taken(service) -> None:
    password = "trâu gặm cỏ 🔑 " * 5

    with service.database.write() as session:
        add_account(session, now(), "dai", Role.admin, password)

    assert len(password) >= 64
    assert sign_in(service.database, "dai", password, "127.0.0.1", now()) is not None
