"""Where compiled code is kept."""

import os

from api.commands.shared import keep_compiled_code


def test_compiled_code_is_kept_beside_the_data_where_the_product_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")

    keep_compiled_code(tmp_path / "compiled", product=tmp_path / "read-only")

    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "compiled")
    assert (tmp_path / "compiled").stat().st_mode & 0o077 == 0


def test_a_folder_that_the_operator_named_stands(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")

    keep_compiled_code(tmp_path / "compiled", product=tmp_path / "read-only")

    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"


def test_where_the_product_can_be_written_nothing_is_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    (tmp_path / "matcher" / "ranking").mkdir(parents=True)

    keep_compiled_code(tmp_path / "compiled", product=tmp_path)

    assert "NUMBA_CACHE_DIR" not in os.environ
