"""A sample of the fuzz in every run; ``python -m tests.chaos.fuzz`` does all of it."""

from collections import Counter

import pytest

from tests.api.conftest import empty_files, office_files  # noqa: F401 fixtures of the API's tests
from tests.chaos import fuzz


@pytest.fixture(scope="module")
def web(office_files, tmp_path_factory):  # noqa: F811 the fixture of the same name
    with fuzz.office(office_files, tmp_path_factory.mktemp("fuzz") / "files") as opened:
        yield opened


def test_requests_drawn_from_the_description_meet_no_server_error_and_no_ignored_sign_in(web):
    sent, broken, ignored = fuzz.from_the_description(web, 2, roles=(None, "canbo"), every=5)

    assert sent > 30
    assert (broken, ignored) == (Counter(), Counter())


def test_a_good_request_spoiled_in_one_place_is_refused_in_words(web):
    assert fuzz.bad_inputs(web, 100) == Counter()


def test_a_broken_upload_is_refused_in_words(web):
    assert fuzz.broken_uploads(web, 6) == Counter()


def test_a_case_life_in_any_order_agrees_with_the_plain_model(office_files, tmp_path):  # noqa: F811 the fixture of the same name
    fuzz.case_lives(office_files, tmp_path, 3, 12)
