"""What a search finds: codes in any writing, telephones in any writing, and nothing by accident."""

import pytest

from api.acts.searching import Sought


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tl-nuoi-heo", True),
        ("TLNUOIHEO", True),
        ("0252 3822.123", True),
        ("+84 252 3822 123", True),
        ("0084 2523822123", True),
        ("822123", True),
        ("0252 3822 124", False),
        ("12", False),
        ("vananh", False),
        ("---", False),
        ("", False),
    ],
)
def test_a_line_is_found_by_its_code_or_telephone_however_typed(typed, found):
    sought = Sought(typed)

    meant = sought.is_in("Nguyễn Văn Anh", ["TL-NUOI-HEO"], ["0912345678; 02523822123", None])

    assert meant is found
