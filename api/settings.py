"""What the operator decides: the ``NOIVIEC_*`` settings, from the environment or a ``.env`` file.

Every field has a line in ``.env.example``; a bad value is one sentence, not a traceback.
"""

import os
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.oidc.addresses import is_issuer

PREFIX = "NOIVIEC_"
_OF_TESTS = f"{PREFIX}TEST_"
"""What tells the tests how to run; the product does not read it."""


class SettingsError(ValueError):
    """A setting cannot be used; the message is one Vietnamese sentence that names it. Correct it and start again."""


class _OwnLinesOnly(DotEnvSettingsSource):
    """A ``.env`` shared with other programs: lines that do not start with our prefix are not ours to judge."""

    def __call__(self) -> dict[str, Any]:
        return {key: value for key, value in super().__call__().items() if self._is_ours(key)}

    def _is_ours(self, key: str) -> bool:
        return key in self.settings_cls.model_fields or key.upper().startswith(PREFIX)


class Settings(BaseSettings):
    """The settings of one running copy; read once, never changed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = "sqlite:///var/noiviec.db"
    keys: Path = Path("var/keys.db")
    audit_heads: Path = Path("var/audit-heads.log")
    """Where the end of the audit trail is written once a day; copy it elsewhere."""
    today: date | None = None
    """A fixed domain date for tests and drills; see ``api.clock``."""
    stable_after_days: Annotated[int, Field(ge=1, le=1095)] = 180
    """Days in a job after which it counts as lasting."""
    report_day: Annotated[int, Field(ge=1, le=31)] = 31
    """Day of the month on which quarters and years of the report close; 31 is the month's last."""
    rerank_at: str = "02:00"
    """Time of day in Vietnam."""
    language: Literal["vi", "en"] = "vi"
    compute: Annotated[str, Field(pattern=r"^(local|dask://[A-Za-z0-9.\-]+:[1-9]\d{0,4})$")] = "local"
    """Where everybody is ranked: on this machine, or on the Dask cluster with this scheduler."""
    home_province: Annotated[str, Field(min_length=1, max_length=64)] = "Lâm Đồng"
    """The province an address without one is first looked up in."""
    token_hours: Annotated[int, Field(ge=1, le=168)] = 12
    """After which a sign-in ends in any case."""
    idle_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """After which a sign-in that is not used ends (NIST SP 800-63B-4, 2.2.3: an hour)."""
    first_password_hours: Annotated[int, Field(ge=1, le=720)] = 72
    """How long a password that the office gave can be used to choose an own one."""
    busy_seconds: Annotated[float, Field(gt=0, le=300)] = 10.0
    """How long a writer waits for the one before it."""
    second_factor: Literal["optional", "required", "everyone"] = "optional"
    """Whether supervisors and administrators, or everyone, must have a second factor before they do anything else."""
    oidc_issuer: Annotated[str, Field(max_length=500)] | None = None
    """The office's own sign-in (OpenID Connect), by its exact name; None: there is none."""
    oidc_client_id: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,255}$")] | None = None
    oidc_client_secret_file: Path | None = None
    oidc_acr: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,255}$")] | None = None
    """The value of ``acr`` by which the provider says that somebody proved themselves twice; None: it never says so."""
    oidc_passwords: Literal["everybody", "unlinked"] = "everybody"
    """Who may still sign in by password: everybody, or only accounts that are not linked to the provider."""
    feed_employers: Annotated[str, Field(max_length=20_000, pattern=r"^[\w\-]*( *, *[\w\-]+)*$")] = ""
    """Codes of the employers who agreed that their openings stand in the public feed; none, and there is no feed."""
    metrics_token: SecretStr | None = None
    webhook_private: bool = False
    """Whether messages to other systems may go to hosts of the own network, and there over plain http."""
    backup_dir: Path | None = None
    """Where a backup is made, proved and kept every day; None: none is."""
    backup_at: str = "04:00"
    """Time of day in Vietnam."""
    backup_keep: Annotated[str, Field(pattern=r"^[1-9]\d{0,2},\d{1,3},\d{1,3}$")] = "7,4,12"
    """Days, weeks and months with a backup of which the newest is kept."""
    keys_copy: Path | None = None
    """Where a copy of the key store is kept, sealed to the recovery code; None: nowhere."""
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """A port of this machine at which the figures are given without a token."""
    log: Literal["text", "json"] = "text"

    @field_validator("rerank_at", "backup_at")
    @classmethod
    def _is_a_time_of_day(cls, words: str) -> str:
        hour, _, minute = words.partition(":")
        return time(int(hour), int(minute)).strftime("%H:%M")

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, url: str | None) -> str | None:
        if url is not None and not is_issuer(url):
            raise ValueError("no issuer")
        return url

    @field_validator("database_url")
    @classmethod
    def _is_a_database_url(cls, url: str) -> str:
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            raise ValueError("not a database URL") from None
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError("only sqlite and postgresql")
        return url

    @field_validator("compute")
    @classmethod
    def _has_a_port(cls, where: str) -> str:
        if where != "local" and int(where.rpartition(":")[2]) > 65535:
            raise ValueError("no such port")
        return where

    @model_validator(mode="after")
    def _keys_stay_outside_the_database(self) -> Self:
        url = make_url(self.database_url)
        if url.get_backend_name() == "sqlite" and url.database and Path(url.database).resolve() == self.keys.resolve():
            raise ValueError("keys")
        if self.keys_copy is not None and self.keys_copy.resolve() == self.keys.resolve():
            raise ValueError("keys")
        return self

    @model_validator(mode="after")
    def _provider_is_named_whole(self) -> Self:
        named = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret_file)
        if any(named) and not all(named):
            raise ValueError("oidc")
        return self

    @property
    def feed_codes(self) -> frozenset[str]:
        """Codes of the employers in the feed."""
        return frozenset(code.strip() for code in self.feed_employers.split(",") if code.strip())

    @property
    def idle(self) -> timedelta:
        """After which a sign-in that is not used ends."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def rerank_time(self) -> time:
        """The time of day, in Vietnam, of the nightly re-rank."""
        return time.fromisoformat(self.rerank_at)

    @property
    def backup_time(self) -> time:
        """The time of day, in Vietnam, of the daily backup."""
        return time.fromisoformat(self.backup_at)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the base class passes it by name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then our own lines of ``.env``; no other source."""
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        own_lines = _OwnLinesOnly(settings_cls, env_file=dotenv_settings.env_file)
        return init_settings, env_settings, own_lines


_WANTED = {
    "database_url": "một địa chỉ sqlite:///… hoặc postgresql://…",
    "keys": "đường dẫn của một tệp",
    "audit_heads": "đường dẫn của một tệp",
    "today": "một ngày dạng 2026-11-23",
    "stable_after_days": "số ngày, từ 1 đến 1095",
    "report_day": "ngày trong tháng, từ 1 đến 31",
    "rerank_at": "giờ trong ngày, dạng 02:00",
    "language": "vi hoặc en",
    "compute": "local hoặc dask://máy:cổng",
    "home_province": "tên một tỉnh hoặc thành phố",
    "token_hours": "số giờ, từ 1 đến 168",
    "idle_minutes": "số phút, từ 5 đến 1440",
    "first_password_hours": "số giờ, từ 1 đến 720",
    "busy_seconds": "số giây, lớn hơn 0 và không quá 300",
    "second_factor": "optional, required hoặc everyone",
    "oidc_issuer": "địa chỉ https:// của nơi đăng nhập, đúng từng chữ như nơi ấy ghi",
    "oidc_client_id": "tên mà nơi đăng nhập cấp, không dấu cách",
    "oidc_client_secret_file": "đường dẫn của một tệp",
    "oidc_acr": "một giá trị acr, không dấu cách",
    "oidc_passwords": "everybody hoặc unlinked",
    "feed_employers": "mã số thuế của các đơn vị, cách nhau bằng dấu phẩy",
    "metrics_token": "một chuỗi bí mật",
    "webhook_private": "true hoặc false",
    "backup_dir": "đường dẫn của một thư mục",
    "backup_at": "giờ trong ngày, dạng 04:00",
    "backup_keep": "số ngày, số tuần, số tháng giữ lại, dạng 7,4,12",
    "keys_copy": "đường dẫn của một tệp",
    "metrics_port": "một cổng, từ 1 đến 65535",
    "log": "text hoặc json",
}

_TOGETHER = {
    "keys": f"{PREFIX}KEYS phải là một tệp khác với tệp cơ sở dữ liệu và bản sao kho khóa.",
    "oidc": f"{PREFIX}OIDC_ISSUER, {PREFIX}OIDC_CLIENT_ID và {PREFIX}OIDC_CLIENT_SECRET_FILE phải có đủ cả ba.",
}
"""What is wrong between settings, each of which could be used alone."""


def load_settings(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """Read the settings.

    Parameters
    ----------
    env_file : Path, optional
        Where to look after the environment; a missing file is fine.
    **given
        Values that win over both, for tests.

    Raises
    ------
    SettingsError
        If a value cannot be used, or a ``NOIVIEC_`` name of the environment or the file is not a setting; it names the
        first one. The value itself is not repeated: it may hold a password.
    """
    for name in os.environ:
        ours = name.startswith(PREFIX) and not name.startswith(_OF_TESTS)
        if ours and name.removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise SettingsError(_no_such(name))
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[call-arg]  # pydantic-settings' own argument
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _no_such(name: str) -> str:
    return f"Không có thiết lập nào tên {name}; xem .env.example."


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    location = first["loc"]
    if not location:
        return _TOGETHER[str(first["ctx"]["error"])]
    field = str(location[0]).lower().removeprefix(PREFIX.lower())
    if field not in _WANTED:
        return _no_such(f"{PREFIX}{field.upper()}")
    return f"{PREFIX}{field.upper()} không dùng được: cần {_WANTED[field]}."
