"""The list of employers: the tax code says who it is, else the name within its commune."""

import pytest
from sqlmodel import select

from api.acts.market import change_employer
from api.beside import Beside
from employers.openings import market_revision
from employers.registry import find_employer, get_employer
from employers.tables import Employer
from tests.lists import csv_from, csv_of, workbook_of

ROW = {"Mã số thuế": "3400000514", "Tên": "Công ty TNHH Cơ khí Mẫu", "Xã/phường": "Phường La Gi, Lâm Đồng"}


@pytest.fixture
def register(bring):
    return lambda *rows: bring("employers", csv_from([{**ROW, **row} for row in rows]))


def employers(operator):
    with operator.sessions.read() as session:
        return session.exec(select(Employer).order_by(Employer.id)).all()


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_every_row_ends_in_one_status_and_twice_changes_nothing(bring, make):
    first, second = bring("employers", make("employers")), bring("employers", make("employers"))

    assert first.counts == {"imported": 9, "updated": 0, "unchanged": 0, "held": 1}
    assert second.counts == {"imported": 0, "updated": 0, "unchanged": 9, "held": 1}


def test_a_row_is_understood_as_its_office_meant_it(bring, operator):
    bring("employers", csv_of("employers"))
    with operator.sessions.read() as session:
        sewing, taxi = get_employer(session, "3409100009"), get_employer(session, "3409100016")
        workshop, household = get_employer(session, "3400000514"), find_employer(session, "060075001234")

    assert (sewing.kind, sewing.workforce, sewing.phone, sewing.committed) == ("factory", 1200, "0912000111", None)
    assert (taxi.latitude, taxi.longitude, taxi.committed) == (10.9279, 108.097, True)
    assert (workshop.kind, workshop.commune_code, Beside(operator.service.keys).of(workshop)) == (
        "workshop",
        "22945",
        {"Hạng": "A"},
    )
    assert household.kind == "household"


@pytest.mark.parametrize("code", ["3400000514", "3400000514.0", "MST: 3400000514", "3400 000 514"])
def test_one_tax_code_in_any_writing_is_one_employer(register, operator, code):
    register({})

    report = register({"Mã số thuế": code})

    assert report.counts["unchanged"] == 1
    assert len(employers(operator)) == 1


@pytest.mark.parametrize("name", ["CÔNG TY TNHH CƠ KHÍ MẪU", "Cty TNHH Cơ khí Mẫu", "cong ty tnhh co khi mau"])
def test_without_a_tax_code_the_same_name_in_the_same_commune_is_the_same_employer(register, operator, name):
    register({"Mã số thuế": ""})

    register({"Mã số thuế": "", "Tên": name})

    assert [e.code for e in employers(operator)] == ["NSD00001"]


def test_without_a_tax_code_two_of_one_name_hold_the_row(register):
    register({}, {"Mã số thuế": "3400000063"})

    report = register({"Mã số thuế": "", "Xã/phường": ""})

    assert report.counts["held"] == 1
    assert "3400000063" in report.held[0].reason


def test_a_name_much_like_another_is_imported_with_a_warning_that_names_it(register):
    register({})

    report = register({"Mã số thuế": "3400000063", "Tên": "CTY TNHH CO KHI MAU"})

    assert report.counts["imported"] == 1
    assert any("3400000514" in w.sentence for w in report.warnings)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Mã số thuế": "3400000515"}, "Mã số thuế"),
        ({"Mã số thuế": "3,4E+09"}, "Mã số thuế"),
        ({"Tên": ""}, "Tên"),
        ({"Vĩ độ": "108,1", "Kinh độ": "10,9"}, "Vĩ độ"),
        ({"Tổng số lao động": "nhiều"}, "Tổng số lao động"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_under_its_column(register, operator, row, column):
    report = register(row)

    assert (report.counts["held"], report.held[0].column) == (1, column)
    assert employers(operator) == []


def test_an_edit_by_hand_and_a_new_word_of_the_list_are_a_conflict(register, operator):
    register({"Điện thoại": "0912000111"})
    change_employer(operator, "3400000514", employers(operator)[0].revision, {"phone": "0912000222"})

    same, new = register({"Điện thoại": "0912000111"}), register({"Điện thoại": "0912000333"})

    assert (same.counts["unchanged"], new.counts["held"]) == (1, 1)
    assert "0912000222" in new.held[0].reason and "0912000333" in new.held[0].reason
    assert employers(operator)[0].phone == "0912000222"


def test_an_empty_cell_never_clears(register, operator):
    register({"Điện thoại": "0912000111", "Cam kết tiếp nhận": "x"})

    register({"Điện thoại": "", "Cam kết tiếp nhận": ""})

    assert (employers(operator)[0].phone, employers(operator)[0].committed) == ("0912000111", True)


def test_a_changed_employer_makes_older_lists_of_suggestions_stale(register, operator):
    register({})
    with operator.sessions.read() as session:
        before = market_revision(session)

    register({"Xã/phường": "Phường Phan Thiết, Lâm Đồng"})

    with operator.sessions.read() as session:
        assert market_revision(session) > before


def test_a_renamed_employer_is_found_by_its_new_name(register, operator):
    register({"Tên": "Xưởng Một"})
    register({"Tên": "Xưởng Hai"})

    again = register({"Mã số thuế": "", "Tên": "xuong hai"})

    assert again.counts["unchanged"] == 1
    assert len(employers(operator)) == 1


def same_name(**column):
    return {"Tên": "Cơ sở Hàn Phát", "Xã/phường": "Xã Hàm Kiệm", "Địa chỉ": "Thôn 1", **column}


@pytest.mark.parametrize("other", [{"Địa chỉ": "Thôn 5"}, {"Xã/phường": "Xã Tuyên Quang"}, {"Ngành": "cơ khí"}])
def test_a_second_row_of_the_same_name_is_a_record_of_its_own_for_the_queue(bring, operator, other):
    both = csv_from([same_name(Ngành="hàn"), same_name(**{"Ngành": "hàn", **other})])

    report = bring("employers", both)

    assert report.counts["imported"] == 2
    assert any("Có thể trùng" in w.sentence for w in report.warnings)
    assert bring("employers", both).counts["unchanged"] == 2
    assert [e.industry for e in employers(operator)] == ["hàn", other.get("Ngành", "hàn")]


def test_a_row_brought_in_alone_never_overwrites_a_namesake_elsewhere(bring, operator):
    bring("employers", csv_from([same_name()]))

    report = bring("employers", csv_from([same_name(**{"Địa chỉ": "Thôn 9"})]))

    assert report.counts["imported"] == 1
    assert [e.address for e in employers(operator)] == ["Thôn 1", "Thôn 9"]


def test_a_list_that_says_more_of_the_same_employer_updates_it(bring, operator):
    bring("employers", csv_from([same_name()]))

    report = bring("employers", csv_from([same_name(**{"Ngành": "cơ khí"})]))

    assert report.counts["updated"] == 1
    assert [e.industry for e in employers(operator)] == ["cơ khí"]


MONTHLY = {"Tên": "Cơ sở Hàn Phát", "Xã/phường": "Xã Hàm Kiệm", "Điện thoại": "0912000111"}


def phones(operator):
    return [e.phone for e in employers(operator)]


def test_a_new_telephone_of_a_household_without_a_tax_code_is_an_update_month_after_month(bring, operator):
    months = [bring("employers", csv_from([{**MONTHLY, "Điện thoại": f"09120002{n:02}"}])) for n in range(4)]

    assert [list(m.counts.values())[:3] for m in months] == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]]
    assert (months[1].changes[0].before, months[1].changes[0].after) == ("0912000200", "0912000201")
    assert phones(operator) == ["0912000203"]


def test_a_move_within_the_commune_is_an_update_where_the_telephone_agrees(bring, operator):
    bring("employers", csv_from([{**MONTHLY, "Địa chỉ": "Thôn 1", "Điện thoại": "0912000111; 0912000222"}]))

    report = bring("employers", csv_from([{**MONTHLY, "Địa chỉ": "Thôn 5", "Điện thoại": "0912000222"}]))

    assert report.counts["updated"] == 1
    assert [e.address for e in employers(operator)] == ["Thôn 5"]


@pytest.mark.parametrize("address", ["Số 12 đường Hùng Vương", "12 hung vuong", "12 Hùng Vương, xã Hàm Kiệm"])
def test_an_address_written_in_other_words_is_no_other_place(bring, operator, address):
    bring("employers", csv_from([{**MONTHLY, "Địa chỉ": "12 Hùng Vương"}]))

    bring("employers", csv_from([{**MONTHLY, "Địa chỉ": address, "Điện thoại": "0912000222"}]))

    assert phones(operator) == ["0912000222"]


@pytest.mark.parametrize(
    "other",
    [
        {"Xã/phường": "Xã Tuyên Quang"},
        {"Địa chỉ": "Thôn 5", "Điện thoại": "0912000222"},
        {"Xã/phường": "", "Điện thoại": "0912000222"},  # a name and nothing that agrees
    ],
    ids=["another commune", "another address and telephone", "no commune and another telephone"],
)
def test_a_contradiction_of_place_is_a_record_of_its_own_and_repeats_unchanged(bring, operator, other):
    bring("employers", csv_from([{**MONTHLY, "Địa chỉ": "Thôn 1"} if "Địa chỉ" in other else MONTHLY]))
    after = csv_from([{**MONTHLY, **other}])

    first, again = bring("employers", after), bring("employers", after)

    assert (first.counts["imported"], again.counts["unchanged"]) == (1, 1)
    assert any("Có thể trùng" in w.sentence for w in first.warnings)
    assert len(employers(operator)) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_new_namesake_in_the_commune_never_takes_the_telephone_of_the_one_known(bring, operator, turned):
    bring("employers", csv_from([MONTHLY]))
    rows = [{**MONTHLY, "Điện thoại": "0912000999"}, MONTHLY]
    both = csv_from(rows[::-1] if turned else rows)

    report = bring("employers", both)

    assert (report.counts["imported"], report.counts["unchanged"]) == (1, 1)
    assert phones(operator) == ["0912000111", "0912000999"]
    assert bring("employers", both).counts["unchanged"] == 2


def test_a_new_telephone_that_could_be_of_two_namesakes_holds_the_row(bring, operator):
    bring("employers", csv_from([MONTHLY, {**MONTHLY, "Điện thoại": "0912000222"}]))

    report = bring("employers", csv_from([{**MONTHLY, "Điện thoại": "0912000333"}]))

    assert report.counts["held"] == 1
    assert "NSD00001, NSD00002" in report.held[0].reason
    assert len(employers(operator)) == 2


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"Tên": "Công ty TNHH Xây dựng Minh Phát"}, {"Tên": "Công ty TNHH Cơ khí Minh Phát"}),
        ({"Tên": "Công ty TNHH Hòa Phát"}, {"Tên": "Hộ kinh doanh Hòa Phát"}),
        ({"Tên": "Công ty TNHH Hòa Phát"}, {"Tên": "Công ty CP Hòa Phát"}),
        ({"Tên": "Công ty TNHH Hòa Phát"}, {"Tên": "Chi nhánh Công ty TNHH Hòa Phát"}),
        ({"Tên": "Cơ sở Hàn Phát", "Xã/phường": ""}, {"Tên": "Cơ sở Hàn Phát", "Điện thoại": "0912000222"}),
        ({"Tên": "Cơ sở Hàn Phát"}, {"Tên": "Cơ sở Hàn Phát", "Xã/phường": "", "Điện thoại": "0912000222"}),
    ],
    ids=["trade", "household", "legal form", "branch", "place said by one alone", "telephone said by one alone"],
)
def test_a_name_with_nothing_that_proves_it_is_a_record_of_its_own(bring, operator, ours, theirs):
    bring("employers", csv_from([{"Xã/phường": "Xã Hàm Kiệm", **ours}]))
    other = csv_from([{"Xã/phường": "Xã Hàm Kiệm", **theirs}])

    report, again = bring("employers", other), bring("employers", other)

    assert (report.counts["imported"], again.counts["unchanged"]) == (1, 1)
    assert len(employers(operator)) == 2


def test_a_bare_name_that_is_on_record_is_asked_about(bring, operator):
    bring("employers", csv_from([same_name()]))

    report = bring("employers", csv_from([{"Tên": "Cơ sở Hàn Phát", "Ngành": "gỗ"}]))

    assert report.counts["held"] == 1
    assert "NSD00001" in report.held[0].reason and "hoặc xã/phường" in report.held[0].reason
    assert [e.industry for e in employers(operator)] == [None]


def test_an_opening_of_a_namesake_in_another_trade_is_not_given_to_the_employer_on_record(bring):
    bring("employers", csv_from([{"Tên": "Công ty TNHH Xây dựng Minh Phát"}]))
    opening = {"Mã tin": "T1", "Tên doanh nghiệp": "Công ty TNHH Cơ khí Minh Phát", "Chức danh": "Thợ hàn"}

    report = bring("openings", csv_from([{**opening, "Số lượng": "2"}]))

    assert report.counts["held"] == 1
