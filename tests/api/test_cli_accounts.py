"""Accounts at the command line."""

import pytest

from api.commands import shared
from tests.api.conftest import PASSWORD


def test_an_account_is_made_from_standard_input_and_its_people_are_waiting_for_it(filled, tmp_path):
    code, out, _ = filled(
        "account", "add", "canbo2", "--role", "case_worker", "--password-stdin", stdin=f"{PASSWORD}\n"
    )

    assert (code, "3" in out) == (0, True)  # PT-003, PT-006 and PT-008
    assert "canbo2" in filled("account", "list")[1]
    again = filled("account", "add", "canbo2", "--role", "case_worker", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert again[0] == 2
    assert PASSWORD not in out + again[2]


@pytest.mark.parametrize(
    "more",
    [("--role", "employer"), ("--role", "operator"), ("--role", "boss"), ("--role", "case_worker", "--commune", "1")],
)
def test_an_account_that_cannot_be_is_refused(filled, more):
    assert filled("account", "add", "ai", *more, "--password-stdin", stdin=f"{PASSWORD}\n")[0] == 2


@pytest.mark.parametrize("password", ["", "ngắn"])
def test_a_weak_password_is_refused_and_not_said_back(filled, password):
    code, out, err = filled("account", "add", "ai", "--role", "admin", "--password-stdin", stdin=f"{password}\n")

    assert code == 2
    assert not password or password not in (out + err).replace("ngắn hơn", "")


def test_a_leaver_is_locked_out_from_the_command_line(filled):
    assert (
        filled("account", "add", "nguoinghi", "--role", "case_worker", "--password-stdin", stdin="Mat-khau-dai-9x\n")[0]
        == 0
    )

    code, _, _ = filled("account", "disable", "nguoinghi")

    assert code == 0
    assert "đã khóa" in filled("account", "list")[1]


def test_a_first_password_is_drawn_said_once_and_another_one_on_demand(filled):
    code, out, _ = filled("account", "add", "canbo9", "--role", "case_worker", "--draw")
    again = filled("account", "new-password", "canbo9")

    told = [line.rpartition(": ")[2] for line in (out + again[1]).splitlines() if "chỉ hiện một lần" in line]
    assert (code, again[0]) == (0, 0)
    assert len(set(told)) == 2
    assert all(len(password) == 12 for password in told)
    assert "phải đổi khi đăng nhập" in out
    assert told[0] not in filled("account", "list")[1]


@pytest.mark.parametrize("ways", [(), ("--draw", "--password-stdin")])
def test_an_account_has_one_way_to_its_password(filled, ways):
    code, _, err = filled("account", "add", "ai", "--role", "admin", *ways, stdin=f"{PASSWORD}\n")

    assert (code, "--draw" in err) == (2, True)


def test_a_common_password_is_refused_and_not_said_back(filled):
    code, out, err = filled("account", "add", "ai", "--role", "admin", "--password-stdin", stdin="lamdong12345\n")

    assert (code, "dễ đoán" in err) == (2, True)
    assert "lamdong12345" not in out + err


def test_an_account_is_linked_and_unlinked_from_the_command_line(filled, tmp_path, monkeypatch):
    filled("account", "add", "cot", "--role", "case_worker", "--password-stdin", stdin=f"{PASSWORD}\n")
    unnamed = filled("account", "link", "cot", "8f3c-21")
    for name, value in (
        ("ISSUER", "https://dang-nhap.example"),
        ("CLIENT_ID", "noi-viec"),
        ("CLIENT_SECRET_FILE", "x"),
    ):
        monkeypatch.setenv(f"NOIVIEC_OIDC_{name}", value)
    shared.settings.cache_clear()

    linked, unlinked = filled("account", "link", "cot", "8f3c-21"), filled("account", "unlink", "cot")
    odd = filled("account", "link", "cot", "é")
    start = filled("serve")

    assert (unnamed[0], "NOIVIEC_OIDC_ISSUER" in unnamed[2]) == (2, True)
    assert (linked[0], unlinked[0], odd[0]) == (0, 0, 2)
    assert (start[0], "NOIVIEC_OIDC_CLIENT_SECRET_FILE" in start[2]) == (2, True)
