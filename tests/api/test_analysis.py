"""The analyst's extract: nobody stands alone in it, and nothing of who somebody is leaves."""

import csv
from collections import Counter
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.anonymous import LEAST_ALIKE, made_alike
from api.exports.analysis import analysis_zip
from api.service import NotAllowed
from tests.api.conftest import caller_named, operator_of

ROW = st.fixed_dictionaries({"age": st.sampled_from("abc"), "area": st.sampled_from("xyz"), "ended": st.integers(0, 1)})


@given(st.lists(ROW, max_size=60))
def test_every_row_agrees_with_enough_others_and_none_is_lost_uncounted(rows):
    kept, left_out = made_alike(rows, ("age", "area"))

    groups = Counter((row["age"], row["area"]) for row in kept)
    assert all(n >= LEAST_ALIKE for n in groups.values())
    assert len(kept) + left_out == len(rows)


def tables(service):
    with ZipFile(BytesIO(analysis_zip(operator_of(service)))) as packed:
        return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def test_no_code_name_number_or_employer_stands_in_the_extract(office):
    told = "\n".join(tables(office).values())

    for words in (
        "PT-0",
        "V-0",
        "LÀNH",
        "Lành",
        "0912",
        "3400000514",
        "Phan Thiết, Lâm",
        "sau cai",
        "Kinh,",
        "Công ty",
    ):
        assert words not in told


def test_the_tables_have_no_column_that_leads_from_one_to_another(office):
    headers = [set(next(csv.reader(StringIO(text)))) for name, text in tables(office).items() if name.endswith(".csv")]

    assert not [h for h in set().union(*headers) if "code" in h or h in ("id", "row", "person")]


def test_the_extract_is_the_operator_s_to_take(office):
    with pytest.raises(NotAllowed):
        analysis_zip(caller_named(office, "giamsat"))


def test_the_command_writes_a_zip_and_refuses_other_names(filled, tmp_path):
    done, refused = filled("export", "analysis", tmp_path / "a.zip"), filled("export", "analysis", "a.csv")

    assert done[0] == 0 and (tmp_path / "a.zip").read_bytes()[:2] == b"PK"
    assert refused[0] == 2 and ".zip" in refused[2]
