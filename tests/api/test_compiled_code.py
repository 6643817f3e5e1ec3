"""Where compiled code is kept: never where that of another source would be taken for it."""

import os
from pathlib import Path

import pytest

from api import cli
from api.commands.opening import keep_compiled_code
from api.commands.shared import settings


@pytest.fixture
def unnamed(monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    return monkeypatch


@pytest.fixture
def product(tmp_path):
    (tmp_path / "matcher" / "ranking").mkdir(parents=True)
    (tmp_path / "matcher" / "ranking" / "rules.py").write_text("NEAR = 1\n")
    return tmp_path


def kept_for(unnamed, folder, product):
    unnamed.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_compiled_code(folder, product)
    return Path(os.environ["NUMBA_CACHE_DIR"])


def test_compiled_code_is_kept_beside_the_data_where_the_product_cannot_be_written(unnamed, tmp_path):
    kept = kept_for(unnamed, tmp_path / "compiled", tmp_path / "read-only")

    assert kept.parent == tmp_path / "compiled"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_folder_that_the_operator_named_stands(monkeypatch, product):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")

    keep_compiled_code(product / "compiled", product)

    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"


def test_the_folder_is_named_before_a_command_loads_what_is_compiled(unnamed, tmp_path):
    unnamed.setenv("NOIVIEC_KEYS", str(tmp_path / "keys.db"))
    settings.cache_clear()
    named = []
    unnamed.setattr(cli, "load_command", lambda _: named.append(os.environ["NUMBA_CACHE_DIR"]))

    cli.CommandsByName().get_command(None, "serve")

    settings.cache_clear()
    assert "compiled-" in named[0]


def test_another_source_has_another_folder_and_the_same_source_the_same(unnamed, product):
    first, again = (kept_for(unnamed, product / "compiled", product) for _ in range(2))
    (product / "matcher" / "ranking" / "rules.py").write_text("NEAR = 2\n")

    changed = kept_for(unnamed, product / "compiled", product)

    assert first == again
    assert changed != first
    assert changed.parent == product / "matcher" / "ranking" / "__pycache__"
