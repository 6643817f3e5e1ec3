"""Signing in: the same no for every kind of no, and tokens that end when they should."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from api import sign_ins
from api.accounts import (
    AccountRefused,
    AccountUnknown,
    Role,
    add_account,
    change_role,
    communes_of,
    disable_account,
    get_account,
    list_accounts,
    new_hash,
    put_password,
    set_communes,
)
from api.db import Database
from api.sign_ins import account_of_token, end_token, issue_token, note_use, sign_in
from api.tables import AccessToken, Account, AccountCommune, SecondFactor, Throttle
from api.throttle import PER_NAME, SignInThrottled

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
PASSWORD = "trâu gặm cỏ ngoài đê"


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db")
    tables = [table.__table__ for table in (Account, AccountCommune, AccessToken, Throttle, SecondFactor)]
    SQLModel.metadata.create_all(database.writer, tables)
    with database.write() as session:
        add_account(session, NOON, "Canbo", Role.case_worker, PASSWORD)
    yield database
    database.dispose()


def _sign_in(database, name="canbo", password=PASSWORD):
    return sign_in(database, name, password, "10.0.0.1", NOON)


def _token(database):
    with database.write() as session:
        return issue_token(session, get_account(session, "canbo"), NOON)


def _who(database, token, now=NOON, idle=timedelta(hours=1)):
    with database.read() as session:
        account = account_of_token(session, token, now, idle)
    return account and account.name


def test_the_right_password_signs_in_however_the_name_is_cased(database):
    assert _sign_in(database, " CanBo ").name == "canbo"


def test_a_password_typed_in_the_other_unicode_form_is_the_same(database):
    import unicodedata

    assert _sign_in(database, password=unicodedata.normalize("NFD", PASSWORD)) is not None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("canbo", "trâu gặm cỏ ngoài để"),
        ("canbo", ""),
        ("canbo", "\ud800" * 12),
        ("canbo", PASSWORD + "\x00"),
        ("canbo", "x" * 1_000_000),
        ("khongco", PASSWORD),
        ("\ud800", PASSWORD),
        ("x\x00", PASSWORD),
        ("", ""),
        ("a" * 100_000, PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_every_kind_of_wrong_is_a_plain_no(database, name, password):
    assert _sign_in(database, name, password) is None


def test_an_unknown_a_disabled_and_a_known_name_cost_one_password_check_each(database, monkeypatch):
    with database.write() as session:
        add_account(session, NOON, "cu", Role.admin, PASSWORD)
        disable_account(session, get_account(session, "cu"), NOON)
    checked = []
    real = sign_ins.verify_password
    monkeypatch.setattr(
        sign_ins,
        "verify_password",
        lambda password, hashed: checked.append(hashed.rsplit("$", 2)[0]) or real(password, hashed),
    )

    replies = [_sign_in(database, name, "sai mật khẩu rồi") for name in ("canbo", "khongco", "cu", "\ud800")]

    assert replies == [None] * 4
    assert len(checked) == 4
    assert len(set(checked)) == 1, "same algorithm and parameters, so the same time"


def test_a_disabled_account_cannot_sign_in(database):
    with database.write() as session:
        disable_account(session, get_account(session, "canbo"), NOON)

    assert _sign_in(database) is None


def test_guessing_is_stopped_even_when_the_last_guess_is_right(database):
    for _ in range(PER_NAME):
        assert _sign_in(database, password="sai mật khẩu rồi") is None

    with pytest.raises(SignInThrottled):
        _sign_in(database)


def test_signing_in_often_is_not_guessing(database):
    assert all(_sign_in(database) for _ in range(PER_NAME + 2))


def test_no_transaction_is_open_while_the_password_is_checked(database, monkeypatch):
    def verify(password, hashed):
        with database.write():
            return True, None

    monkeypatch.setattr(sign_ins, "verify_password", verify)
    database.busy_seconds = 0.1

    assert _sign_in(database) is not None


@pytest.mark.parametrize("password", ["ngắn", "123456789", "x" * 129, "tab\ttrong mk", "\ud800" * 12])
def test_a_weak_password_is_refused_in_one_sentence(database, password):
    with pytest.raises(AccountRefused, match="Mật khẩu cần từ 10"), database.write() as session:
        add_account(session, NOON, "moi", Role.admin, password)


def test_the_name_is_no_password(database):
    with pytest.raises(AccountRefused, match="dễ đoán"), database.write() as session:
        add_account(session, NOON, "nguyenvanlanh", Role.admin, "NguyenVanLanh")


@pytest.mark.parametrize("name", ["", "a", "có dấu", "a b", "-a", "a" * 65, "a\x00b", "x/y", "\ud800a"])
def test_a_malformed_name_is_refused_in_one_sentence(database, name):
    with pytest.raises(AccountRefused, match="Tên tài khoản"), database.write() as session:
        add_account(session, NOON, name, Role.admin, PASSWORD)


def test_a_taken_name_is_refused(database):
    with pytest.raises(AccountRefused, match="Đã có"), database.write() as session:
        add_account(session, NOON, "CANBO", Role.admin, PASSWORD)


@pytest.mark.parametrize(
    ("role", "tax_code"), [(Role.employer, None), (Role.admin, "3400000514"), (Role.operator, None)]
)
def test_role_and_tax_code_must_fit(database, role, tax_code):
    with pytest.raises(AccountRefused), database.write() as session:
        add_account(session, NOON, "moi", role, PASSWORD, tax_code)


def test_a_token_tells_who_asks_and_the_database_cannot_tell_the_token(database):
    token = _token(database)

    assert _who(database, token) == "canbo"
    with database.read() as session:
        row = session.exec(select(AccessToken)).one()
    assert token not in str(row)
    assert _who(database, row.token_sha256) is None


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\x00", "a" * 100_000])
def test_what_is_no_token_is_nobodys(database, token):
    assert _who(database, token) is None


def test_a_token_ends_by_itself(database):
    token = _token(database)

    day = timedelta(days=1)
    assert _who(database, token, NOON + timedelta(hours=11, minutes=59), day) == "canbo"
    assert _who(database, token, NOON + timedelta(hours=12), day) is None


def test_a_token_that_is_not_used_ends_and_one_that_is_goes_on(database):
    token, minute = _token(database), timedelta(minutes=1)

    assert _who(database, token, NOON + 59 * minute) == "canbo"
    assert _who(database, token, NOON + 60 * minute) is None
    with database.write() as session:
        note_use(session, [token], NOON + 55 * minute)
    assert _who(database, token, NOON + 114 * minute) == "canbo"
    assert _who(database, token, NOON + 115 * minute) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda session, account: change_role(session, account, Role.supervisor),
        lambda session, account: put_password(session, account, new_hash("canbo", "ba cây chuối mọc ngược"), NOON),
        lambda session, account: disable_account(session, account, NOON),
    ],
)
def test_every_token_ends_on_a_change_of_role_or_password_and_when_disabled(database, change):
    tokens = [_token(database), _token(database)]
    with database.write() as session:
        change(session, get_account(session, "canbo"))

    assert [_who(database, token) for token in tokens] == [None, None]


def test_signing_out_ends_one_token(database):
    first, second = _token(database), _token(database)
    with database.write() as session:
        end_token(session, first)

    assert (_who(database, first), _who(database, second)) == (None, "canbo")


def test_expired_tokens_are_cleared_away(database):
    _token(database)
    with database.write() as session:
        issue_token(session, get_account(session, "canbo"), NOON + timedelta(days=1))

    with database.read() as session:
        assert len(session.exec(select(AccessToken)).all()) == 1


def test_communes_are_replaced_as_a_set(database):
    with database.write() as session:
        account = get_account(session, "canbo")
        set_communes(session, account, ["22945", "22933", "22945"])
        set_communes(session, account, ["22960", "22933"])

        assert communes_of(session, account) == ["22933", "22960"]


def test_accounts_are_listed_and_an_unknown_one_is_named(database):
    with database.read() as session:
        assert [account.name for account in list_accounts(session)] == ["canbo"]
        with pytest.raises(AccountUnknown, match="khongco"):
            get_account(session, "khongco")


def test_an_old_hash_is_renewed_at_sign_in(database, hashes_at_full_cost):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with database.write() as session:
        get_account(session, "canbo").password_hash = weak

    assert _sign_in(database) is not None

    with database.read() as session:
        assert "m=65536" in get_account(session, "canbo").password_hash
    assert _sign_in(database) is not None
