"""What may be a password: length, and that it is not soon guessed; never which kinds of letters it has."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from api.passwords import PASSWORD_MAX, WeakPassword, draw_password, hash_password, is_soon_guessed, verify_password
from tests.security.size import size, tell

ENDINGS = ("123456", "2024", "@123", "!!!", "1990", "12345678")


@pytest.mark.parametrize(
    "password",
    [
        *("password12", "1234567890", "qwertyuiop", "asdfghjkl;", "0912345678", "060088001234", "15/08/1990"),
        *("Matkhau@2024", "mật khẩu 123", "anhyeuem123", "Tranthilan@123", "nguyenvana1990", "vietnam2025"),
        *("noiviec2026", "aaaaaaaaaaaa", "Phan Thiết 1975", "lamdong12345", "một hai ba bốn", "cánbộ.phúthủy1"),
        "🔑" * 12,
    ],
)  # fmt: skip
def test_a_password_that_is_soon_guessed_is_refused(password):
    with pytest.raises(WeakPassword) as caught:
        hash_password(password, ["canbo.phuthuy"])

    assert caught.value.key == "common"
    assert password not in str(caught.value)


@pytest.mark.parametrize(
    "password", ["trâu gặm cỏ ngoài đê", "kx93-fpqa-22z", "Mat-khau-dai-9x", "xanh cầu gió 41", "🔑🌳 mưa rơi đầu hè"]
)
def test_a_password_of_any_letters_that_is_not_soon_guessed_is_taken(password):
    hashed = hash_password(password, ["canbo.phuthuy"])

    assert verify_password(password, hashed)[0]
    assert not verify_password(password.upper(), hashed)[0]


def test_a_hash_costs_what_rfc_9106_recommends(hashes_at_full_cost):
    hashed = hash_password("trâu gặm cỏ ngoài đê")

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify_password("trâu gặm cỏ ngoài đê", hashed) == (True, None)


def test_the_most_common_passwords_are_refused_whatever_makes_them_long_enough():
    common = FREQUENCY_LISTS["passwords"]
    long_enough = [word for word in common if len(word) >= 10][: size(100, 3000)]
    lengthened = [word + ENDINGS[i % len(ENDINGS)] for i, word in enumerate(common[: size(200, 3000)])]
    lengthened = [word for word in lengthened if len(word) >= 10]

    taken = [[word for word in words if not is_soon_guessed(word)] for words in (long_enough, lengthened)]

    tell(f"common passwords: {len(long_enough)} as they are, {len(taken[0])} taken; "
         f"{len(lengthened)} made longer by usual endings, {len(taken[1])} taken")  # fmt: skip
    assert not taken[0]
    assert len(taken[1]) <= len(lengthened) // 100


def test_a_drawn_password_is_never_refused_and_never_the_same():
    drawn = {draw_password() for _ in range(50)}

    assert len(drawn) == 50
    assert not [password for password in drawn if is_soon_guessed(password)]


@pytest.mark.parametrize("password", ["ngắn quá", "x" * (PASSWORD_MAX + 1), "tab\ttrong mật khẩu", "\ud800" * 12])
def test_length_and_what_nobody_types_are_told_apart_from_what_is_common(password):
    with pytest.raises(WeakPassword) as caught:
        hash_password(password)

    assert caught.value.key == "length"


def test_a_longer_password_of_before_still_opens():
    from api.passwords import hash_anything

    password = "lê thê " * 30

    assert verify_password(password, hash_anything(password))[0]
