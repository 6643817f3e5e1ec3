"""Who helps a craftsman: a mate or an apprentice learns the trade, an odd helper ("phụ việc") carries and cleans."""

import pytest

from employers.ads import read_ad


def codes(text):
    return [draft.isco for draft in read_ad(text, "Lâm Đồng")]


@pytest.mark.parametrize(
    ("text", "isco"),
    [
        ("thợ điện, cần 4 phụ việc", "9313"),
        ("Đội thợ xây cần 2 phụ việc, 300k/ngày", "9313"),
        ("Xưởng mộc cần 2 phụ việc, 300k/ngày", "9329"),
        ("Tiệm tóc cần 1 thợ phụ", "5141"),
    ],
)
def test_whom_a_bare_helper_helps_decides_what_the_work_is(text, isco):
    assert codes(text) == [isco]


def test_beside_electricians_an_odd_helper_is_a_building_labourer():
    assert codes("Cần 2 thợ điện và 4 phụ việc") == ["7411", "9313"]


def test_a_mate_and_an_apprentice_have_the_trade():
    assert codes("Cần 1 thợ điện lạnh và 2 thợ phụ") == ["7127", "7127"]
