"""Settings: each has a line in .env.example, and a bad one is a sentence that names it."""

from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest

from api.settings import _WANTED, PREFIX, Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch):
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)


def test_every_setting_has_a_line_in_the_example_and_every_line_a_setting():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]

    assert sorted(named) == sorted(PREFIX + field.upper() for field in Settings.model_fields)
    assert set(_WANTED) == set(Settings.model_fields)


def test_every_line_of_the_example_has_a_sentence_before_it():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    bare = [line for before, line in pairwise(lines) if line.startswith(PREFIX) and not before.startswith("# ")]

    assert bare == []


def test_the_example_as_it_stands_is_the_default():
    assert load_settings(ROOT / ".env.example") == load_settings(None)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("NOIVIEC_LANGUAGE=en\nNOIVIEC_RERANK_AT=3:05\nPORT=80\nHOME_PROVINCE=x\n")
    monkeypatch.setenv("NOIVIEC_LANGUAGE", "vi")
    monkeypatch.setenv("NOIVIEC_TODAY", "2026-11-23")

    settings = load_settings(tmp_path / ".env")

    assert (settings.language, settings.rerank_time, settings.today) == ("vi", time(3, 5), date(2026, 11, 23))
    assert settings.home_province == "Lâm Đồng"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root:matkhau@host/x"),
        ("DATABASE_URL", "matkhau"),
        ("TODAY", "23/11/2026"),
        ("TODAY", "2026-02-30"),
        ("STABLE_AFTER_DAYS", "0"),
        ("STABLE_AFTER_DAYS", "sáu tháng"),
        ("RERANK_AT", "25:00"),
        ("RERANK_AT", "2h"),
        ("LANGUAGE", "fr"),
        ("COMPUTE", "dask://"),
        ("COMPUTE", "gpu"),
        ("COMPUTE", "dask://may-chu"),
        ("COMPUTE", "dask://may-chu:99999"),
        ("TOKEN_HOURS", "1000"),
        ("BUSY_SECONDS", "nan"),
        ("OIDC_ISSUER", "http://dang-nhap.example"),
        ("OIDC_ISSUER", "https://ten:matkhau@dang-nhap.example"),
        ("OIDC_ISSUER", "https://dang-nhap.example/?x=1"),
        ("OIDC_PASSWORDS", "nobody"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_setting_and_not_the_value(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings(None)

    message = str(caught.value)
    assert message.startswith(f"{PREFIX}{name} không dùng được: cần ")
    assert "\n" not in message
    assert "matkhau" not in message


def test_a_misspelt_line_of_the_file_is_refused(tmp_path):
    (tmp_path / ".env").write_text("NOIVIEC_RERANK_TIME=02:00\n")

    with pytest.raises(SettingsError, match="NOIVIEC_RERANK_TIME"):
        load_settings(tmp_path / ".env")


def test_a_misspelt_name_of_the_environment_is_refused_and_its_value_not_told(monkeypatch):
    monkeypatch.setenv("NOIVIEC_DATABSE_URL", "postgresql://a:matkhau@b/c")

    with pytest.raises(SettingsError, match="NOIVIEC_DATABSE_URL") as caught:
        load_settings(None)

    assert "matkhau" not in str(caught.value)


def test_the_key_store_may_not_be_the_database(tmp_path):
    with pytest.raises(SettingsError, match="NOIVIEC_KEYS"):
        load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db", keys=tmp_path / "x.db")


def test_the_office_s_sign_in_is_named_whole_or_not_at_all(tmp_path):
    whole = {"oidc_issuer": "https://dang-nhap.example/tinh", "oidc_client_id": "noi-viec"}

    with pytest.raises(SettingsError, match="phải có đủ cả ba"):
        load_settings(None, **whole)
    assert load_settings(None, **whole, oidc_client_secret_file=tmp_path / "bi-mat").oidc_passwords == "everybody"
