"""Passwords: what may be one, and its hash.

No rule of composition (NIST SP 800-63B, 5.1.1.2): length, and that it is not soon guessed. What is soon guessed is told
by zxcvbn, which brings 30,000 passwords from breaches, English words and names, keyboard runs, dates and repetitions,
and is given the Vietnamese words of ``password_words.txt`` and the account's own. Nothing that is typed leaves this
process, and nothing of it is kept.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pwdlib import PasswordHash

from employers.reference.text import strip_accents

PASSWORD_MIN: Final = 10
"""Characters; ASVS 5.0, 6.2.1, asks for 8 and recommends more."""
PASSWORD_MAX: Final = 128
"""Characters; ASVS 5.0, 6.2.9, asks that 64 are permitted. It keeps a request from hashing megabytes."""
FEWEST_GUESSES: Final = 1e8
"""Out of reach of who must sign in for each guess; zxcvbn's scores 0 to 2 lie under it, 3 is "safely unguessable"."""
_LOOKED_AT: Final = 20
"""Characters at either end that are judged: its work grows with the square of the length (0.16 s for twenty signs)."""
_FEW_WORDS: Final = 3
_FEW_SIGNS: Final = 4
_LONGEST_NUMBER: Final = 12
_TYPED_MAX: Final = 256
"""Characters that are compared at all; passwords of before this rule may have that many."""
_FIRST_BYTES: Final = 9
"""72 random bits: twelve letters to read out or write down once."""
_HASHERS: Final = threading.BoundedSemaphore(2)
"""argon2id takes 64 MiB a time (RFC 9106, second recommended choice): forty sign-ins at once would take 2.5 GB."""


class WeakPassword(ValueError):
    """This may not be a password; the message is one Vietnamese sentence, ``key`` names it among the words of pages."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def draw_password() -> str:
    """Draw a first password, to be handed over once."""
    return secrets.token_urlsafe(_FIRST_BYTES)


def hash_password(password: str, own: Sequence[str] = ()) -> str:
    """Hash a new password.

    Parameters
    ----------
    password : str
        As typed.
    own : sequence of str
        What only this account's guesser would try: its name, its employer's tax code, the province.

    Raises
    ------
    WeakPassword
        If it is too short, too long, holds what nobody can type, or is soon guessed. Ask for another.
    """
    form = unicodedata.normalize("NFC", password)
    if not PASSWORD_MIN <= len(form) <= PASSWORD_MAX or _unusable(form):
        raise WeakPassword("length", f"Mật khẩu cần từ {PASSWORD_MIN} đến {PASSWORD_MAX} ký tự.")
    if is_soon_guessed(form, own):
        raise WeakPassword(
            "common", "Mật khẩu này dễ đoán (từ thông dụng, tên, số, phím liền nhau); hãy thêm vài từ không liên quan."
        )
    return hash_anything(form)


def hash_anything(password: str) -> str:
    """Hash what was drawn, or was judged before."""
    with _HASHERS:
        return _hasher().hash(password)


def is_soon_guessed(password: str, own: Iterable[str] = ()) -> bool:
    """Tell whether a password takes fewer guesses than :data:`FEWEST_GUESSES`, or is a few known words with digits."""
    from zxcvbn import zxcvbn  # 30 ms and five megabytes that a start need not wait for

    words = [*(part for word in own for part in _parts(word)), *known_words()]
    plain = strip_accents(password).lower()
    if _is_made_of(plain, words):
        return True
    forms = {plain, "".join(plain.split())} - {""}
    return any(
        all(zxcvbn(end, words)["guesses"] < FEWEST_GUESSES for end in (form[:_LOOKED_AT], form[-_LOOKED_AT:]))
        for form in forms
    )


@cache
def known_words() -> tuple[str, ...]:
    """The words of ``password_words.txt``, in its order."""
    lines = (Path(__file__).with_name("password_words.txt")).read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(word for line in lines if not line.startswith("#") for word in line.split()))


def _is_made_of(plain: str, words: Iterable[str]) -> bool:
    """Tell whether nothing but digits and signs is left beside one to three known words: ``Tranthilan@123``.

    Digits alone are a telephone or identity number, or a date, up to twelve of them with a few signs between.
    """
    letters = "".join(letter for letter in plain if letter.isalpha())
    digits = sum(letter.isdigit() for letter in plain)
    if not letters:
        return digits <= _LONGEST_NUMBER and len(plain) <= digits + _FEW_SIGNS
    known = {word for word in words if word.isalpha()}
    ends = {0}
    for _ in range(_FEW_WORDS):
        ends |= {end + len(word) for end in ends for word in known if letters.startswith(word, end)}
    return len(letters) in ends


def _parts(word: str) -> list[str]:
    """A word, its parts and it without what parts them: ``canbo.phuthuy`` gives four."""
    plain = strip_accents(word).lower()
    parts = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return [plain, "".join(parts), *parts]


def verify_password(password: str, hashed: str) -> tuple[bool, str | None]:
    """Tell whether a password is the hashed one, and give a better hash where today's parameters are stronger."""
    form = unicodedata.normalize("NFC", password[: _TYPED_MAX + 1])
    # What cannot be a password is replaced, not refused at once: a refusal would be quicker than a wrong password.
    possible = len(form) <= _TYPED_MAX and not _unusable(form)
    with _HASHERS:
        right, better_hash = _hasher().verify_and_update(form if possible else "", hashed)
    return right and possible, better_hash


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


NO_PASSWORD: Final = "none"  # noqa: S105 no hash looks like this
"""In place of a hash: the account has no password, and is opened by the office's own sign-in alone."""


@cache
def hash_of_nobody() -> str:
    """Give a hash that no password fits, made with today's parameters, for names that do not exist."""
    return hash_anything(secrets.token_urlsafe(32))


def _unusable(password: str) -> bool:
    """Tell whether a password holds a control character or half a surrogate pair."""
    return any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password)
