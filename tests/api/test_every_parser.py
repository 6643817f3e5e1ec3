"""Every reader of hand-typed words takes any text at all: it reads, or says that it cannot, and never falls over.

The readers of sheets, workbooks, encodings, wages, places, occupations, shifts, schooling, tax codes and pasted
messages have such a test beside them; these are all the others.
"""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.imports.cells_dates import read_date, read_schooling_cell
from api.imports.cells_ids import read_national_id
from api.imports.cells_numbers import read_coordinate, read_integer, read_number
from api.imports.cells_people import read_name, read_sex, read_sex_wish
from api.imports.cells_phones import read_phones
from api.imports.class_titles import read_class_titles
from api.imports.headers import header_key, is_forbidden
from api.imports.job_posting import looks_like_code, read_job_postings
from api.imports.opening_words import read_age_words, read_state
from api.imports.unreadable import UnreadableFile
from api.imports.work_history import read_work_history
from employers.company_names import block_keys, company_similarity, normalise_company
from employers.reference.giveaways import giveaways, without_giveaways
from employers.reference.licences import read_licences, read_required_licence
from employers.reference.work_terms import (
    employer_kind_of_name,
    read_contract,
    read_employer_kind,
    read_health_limits,
    read_physical,
    read_vehicle,
)

TODAY = date(2026, 11, 23)
READERS = {
    read_date: lambda text: read_date(text, today=TODAY),
    **{it: it for it in (read_schooling_cell, read_national_id, read_number, read_integer, read_name, read_sex)},
    **{it: it for it in (read_sex_wish, read_phones, header_key, is_forbidden, looks_like_code, read_state)},
    **{it: it for it in (read_age_words, giveaways, without_giveaways, read_licences, read_required_licence)},
    **{it: it for it in (read_contract, read_physical, read_health_limits, read_employer_kind, read_vehicle)},
    employer_kind_of_name: employer_kind_of_name,
    read_coordinate: lambda text: (read_coordinate(text, axis="latitude"), read_coordinate(text, axis="longitude")),
    read_class_titles: lambda text: read_class_titles([text, text[::-1]]),
    read_work_history: lambda text: read_work_history(text, TODAY, lambda _: []),
    block_keys: lambda text: block_keys(normalise_company(text)),
    company_similarity: lambda text: company_similarity(text, text[::-1]),
}
# What people type, with what nobody does: digits, marks and pieces of the words that readers look for.
PIECES = st.sampled_from(
    ["/", "-", ".", ",", "tháng", "năm", "2026", "31", "0", "09", "triệu", "lớp", "cm", "sinh", "B2", "hạng", "từ",
     "đến", "tuổi", "công ty", "TNHH", "xe máy", "cai", "\n", "\t", " ", "½", "٣", "\u0301", "'", "=", "+84", "(", ")"]
)  # fmt: skip
SPELT = st.lists(PIECES, max_size=14)
TEXTS = st.one_of(st.text(max_size=60), SPELT.map("".join), SPELT.map(" ".join))
NESTED = st.recursive(
    st.none() | st.text(max_size=9), lambda of: st.lists(of) | st.dictionaries(st.text(max_size=6), of)
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_a_reader_takes_any_text(reader, text):
    READERS[reader](text)


@settings(max_examples=60, deadline=None, database=None)
@given(text=TEXTS | NESTED.map(json.dumps))
def test_a_job_posting_that_is_none_is_refused_in_words(text):
    try:
        read_job_postings(text)
    except UnreadableFile as refused:
        assert refused.message
