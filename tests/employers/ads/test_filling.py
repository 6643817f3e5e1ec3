"""What a description says and the columns do not."""

from employers.ads import FILLABLE, description_fills

DESCRIPTION = "Bao ăn ở, làm ca đêm 22h-6h, có bằng C, tốt nghiệp THCS, kinh nghiệm 1 năm, khuân vác, được kèm nghề"


def test_a_description_fills_what_the_columns_leave_open():
    fills = description_fills(DESCRIPTION, {"licence"})

    assert {name: fill.value for name, fill in fills.items() if name != "hours"} == {
        "housing": True,
        "meals": True,
        "training_on_job": True,
        "experience_months": 12,
        "shifts": ("đêm",),
        "schooling": 9,
        "physical": ("nâng nặng",),
    }
    assert [str(window) for window in fills["hours"].value] == ["22:00-06:00"]


def test_every_fill_quotes_its_words():
    for fill in description_fills(DESCRIPTION, set()).values():
        assert all(part in DESCRIPTION for part in fill.words.split("; "))
        assert f"“{fill.words}”" in fill.doubt


def test_a_stated_field_is_never_touched():
    assert description_fills(DESCRIPTION, FILLABLE) == {}


def test_an_empty_description_fills_nothing():
    assert description_fills("", set()) == {}
