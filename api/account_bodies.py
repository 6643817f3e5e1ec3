"""Bodies about one's own sign-in."""

from typing import Annotated

from pydantic import Field

from api.text_fields import Body


class Proven(Body):
    """What shows anew who somebody is; taken exactly as typed."""

    password: Annotated[str, Field(strict=True, max_length=1024)]
    otp: Annotated[str, Field(strict=True, max_length=64)] = ""


class PasswordChange(Proven):
    """An account's new password of its own."""

    new_password: Annotated[str, Field(strict=True, max_length=1024)]


class SignInsEnd(Proven):
    """Which sign-ins of one's own end."""

    ids: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]], Field(min_length=1, max_length=200)]
