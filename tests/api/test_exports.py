"""Lists come out so that Excel opens them right, nothing runs as a formula, and all of it goes in again unchanged."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlmodel import select

from api.acts.decisions import Wanted, decide
from api.audit import verify
from api.commands.shared import write_file as say_file
from api.exports.exporter import TITLES, export_list
from api.exports.sheets import UnknownFileType, harmless, write_csv, write_list, write_workbook
from api.imports.lists import LISTS
from api.tables import AuditEvent
from matcher.consents import ConsentAct
from matcher.rerank import rerank
from matcher.suggest import ListRequest
from matcher.tables import DecisionKind
from tests.api.conftest import TODAY, caller_named, import_bytes, operator_of
from tests.lists import KINDS, csv_from

FORMULA_STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
WANTED = ListRequest()


def export(office, tmp_path, kind, ending=".csv", wanted=WANTED):
    path = tmp_path / f"ra-{kind}{ending}"
    export_list(operator_of(office), kind, path, wanted)
    return path


def read_rows(path):
    return list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_of_a_csv_starts_like_a_formula(start):
    content = write_csv(["name"], [{"name": f"{start}HYPERLINK(1)"}]).decode("utf-8-sig")

    cell = list(csv.reader(StringIO(content, newline="")))[1][0]

    assert cell == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("before", [" ", "\u00a0", "\u200b", "\ufeff"])
def test_blanks_before_a_formula_do_not_let_it_run(start, before):
    assert harmless(f"{before}{start}1+1").startswith("'")


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_every_text_of_a_workbook_is_a_text_cell(start):
    content = write_workbook({"name": "Tên"}, [{"name": f"{start}1+1"}], "Trang")

    cell = openpyxl.load_workbook(BytesIO(content)).active["A2"]

    assert cell.data_type == "s"


@pytest.mark.parametrize("ordinary", ["Thợ hàn", "7tr5", "A=B", "", "9/12"])
def test_ordinary_words_come_out_as_they_are(ordinary):
    assert harmless(ordinary) == ordinary


def test_a_link_in_a_text_does_not_become_one():
    content = write_workbook({"name": "Tên"}, [{"name": "https://example.com"}], "Trang")

    assert openpyxl.load_workbook(BytesIO(content)).active["A2"].hyperlink is None


@pytest.mark.parametrize("kind", TITLES)
def test_every_list_comes_out_with_a_mark_for_excel(office, tmp_path, kind):
    raw = export(office, tmp_path, kind).read_bytes()

    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw


@pytest.mark.parametrize("kind", TITLES)
def test_every_list_comes_out_as_a_workbook(office, tmp_path, kind):
    path = export(office, tmp_path, kind, ".xlsx")

    assert openpyxl.load_workbook(path).active.max_column >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_csv_carries_the_english_keys_and_a_workbook_the_vietnamese_headers(office, tmp_path, kind):
    as_csv, as_workbook = export(office, tmp_path, kind), export(office, tmp_path, kind, ".xlsx")

    first = next(csv.reader(StringIO(as_csv.read_bytes().decode("utf-8-sig"))))
    header = [c.value for c in openpyxl.load_workbook(as_workbook).active[1]]

    fields = [f for f in LISTS[kind] if f.exported]
    beside = first[len(fields) :]  # columns of the office's own that no field claims
    assert first == [*(f.key for f in fields), *beside]
    assert header == [*(f.header for f in fields), *beside]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_out_goes_in_again_unchanged(office, tmp_path, kind, ending):
    path = export(office, tmp_path, kind, ending)
    rows = len(read_rows(export(office, tmp_path, kind)))

    report = import_bytes(operator_of(office), kind, path.read_bytes(), path.name)

    assert report.held == []
    assert report.counts == {"imported": 0, "updated": 0, "unchanged": rows, "held": 0}
    assert [note for note in report.notes if "cột không dùng đến" not in note] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_out_of_one_database_comes_out_of_another_the_same(office, service, tmp_path, kind):
    before = KINDS[: KINDS.index(kind)] + ((kind,) if kind in ("employers", "people") else ())
    needed = [k for k in ("employers", "openings", "people", kind) if k in before or k == kind]

    for each in needed:
        path = export(office, tmp_path, each)
        import_bytes(operator_of(service), each, path.read_bytes(), path.name)

    (tmp_path / "again").mkdir()
    assert read_rows(export(service, tmp_path / "again", kind)) == read_rows(export(office, tmp_path, kind))


def test_phones_aliases_and_precise_years_survive_the_way_out(office, tmp_path):
    rows = {r["person_code"]: r for r in read_rows(export(office, tmp_path, "people"))}

    assert rows["PT-003"]["full_name"] == "Lê Văn Ví (Ví Đen)"
    assert rows["PT-002"]["birth_date"] == "1990"
    assert rows["PT-005"]["birth_date"] == "02/1999"
    assert rows["PT-003"]["phone"].startswith("0987654321 (vợ)")


def test_words_that_look_like_formulas_survive_the_round_trip(office, tmp_path):
    row = {"tax_code": "", "name": "-Quán Góc-", "commune": "Mũi Né", "address": "=HYPERLINK(1)", "contact_name": "@Tư"}
    import_bytes(operator_of(office), "employers", csv_from([row]))
    path = export(office, tmp_path, "employers")

    report = import_bytes(operator_of(office), "employers", path.read_bytes())

    assert (report.counts["updated"], report.counts["imported"], report.counts["held"]) == (0, 0, 0)


def test_an_employer_without_a_tax_code_finds_its_openings_again_by_the_code_it_has_here(office, tmp_path):
    path = export(office, tmp_path, "openings")
    quan = next(r for r in read_rows(path) if r["opening_code"] == "V-07")

    assert quan["tax_code"] == "NSD00001"
    assert quan["employer_name"] == "Quán cơm Bà Năm"


def test_suggestions_come_out_in_the_promised_columns_and_order(office, tmp_path):
    operator = operator_of(office)
    rerank(office.ranker_sessions, TODAY, operator.now)

    rows = read_rows(export(office, tmp_path, "suggestions", wanted=ListRequest(3)))

    assert list(rows[0]) == ["person_code", "opening_code", "rank", "chance", "low", "high", "reasons", "cautions"]
    for row in rows:
        assert 0 <= float(row["low"]) <= float(row["chance"]) <= float(row["high"]) <= 1
    first = [int(r["rank"]) for r in rows if r["person_code"] == "PT-001"]
    assert first == list(range(1, len(first) + 1))
    assert len(first) <= 3


@pytest.mark.parametrize("wanted", [ListRequest(60), ListRequest(5, "chance")])
def test_a_longer_or_otherwise_ordered_list_is_computed_afresh(office, tmp_path, wanted):
    rows = read_rows(export(office, tmp_path, "suggestions", wanted=wanted))

    chances = [float(r["chance"]) for r in rows if r["person_code"] == "PT-001"]
    assert chances
    if wanted.order == "chance":
        assert chances == sorted(chances, reverse=True)


def test_who_has_not_consented_is_on_no_list_of_suggestions(office, tmp_path):
    rerank(office.ranker_sessions, TODAY, operator_of(office).now)

    rows = read_rows(export(office, tmp_path, "suggestions")) + read_rows(export(office, tmp_path, "plan"))

    assert "PT-004" not in {r["person_code"] for r in rows}


def test_blocked_names_every_rule_that_a_pair_breaks(office, tmp_path):
    rows = read_rows(export(office, tmp_path, "blocked"))

    rules = {(r["person_code"], r["opening_code"]): r["rule"].split(";") for r in rows}
    assert "consent" in rules["PT-004", "V-01"]
    assert "licence" in rules["PT-001", "V-02"]
    assert "health" in rules["PT-003", "V-01"]
    assert {"closed"} <= set(rules["PT-001", "V-04"])
    assert "illegal" in rules["PT-001", "V-09"]
    assert len(rows) == len(rules)


def test_no_pair_is_both_suggested_and_blocked(office, tmp_path):
    suggested = read_rows(export(office, tmp_path, "suggestions", wanted=ListRequest(100)))
    blocked = read_rows(export(office, tmp_path, "blocked"))

    def pairs(rows):
        return {(r["person_code"], r["opening_code"]) for r in rows}

    assert suggested
    assert not pairs(suggested) & pairs(blocked)


def test_the_plan_has_each_person_once_and_no_more_than_the_seats(office, tmp_path):
    rows = read_rows(export(office, tmp_path, "plan"))
    seats = {r["opening_code"]: int(r["seats"]) for r in read_rows(export(office, tmp_path, "openings"))}

    people = [r["person_code"] for r in rows]
    assert people
    assert len(set(people)) == len(people)
    for code in {r["opening_code"] for r in rows}:
        assert sum(r["opening_code"] == code for r in rows) <= seats[code]


@pytest.mark.parametrize("name", ["ra.pdf", "ra", "ra.xls", "ra.csv.exe"])
def test_another_file_type_is_refused_and_nothing_is_written(office, tmp_path, name):
    with pytest.raises(UnknownFileType):
        export_list(operator_of(office), "people", tmp_path / name, WANTED)

    assert not (tmp_path / name).exists()


def test_an_export_is_in_the_trail(office, tmp_path):
    export(office, tmp_path, "people")

    with office.database.read() as session:
        acts = session.exec(select(AuditEvent.act, AuditEvent.subject_kind)).all()
        assert verify(session, office.keys).ok
    assert ("export_list", "people") in [tuple(a) for a in acts]


def test_a_failed_export_leaves_no_half_file(office, tmp_path):
    missing = tmp_path / "khong-co" / "ra.csv"

    with pytest.raises(OSError, match="khong-co"):
        export_list(operator_of(office), "people", missing, WANTED)

    assert list(tmp_path.glob("**/*.partial")) == []


def test_a_referral_made_by_hand_comes_out_and_goes_in_unchanged(office, tmp_path):
    consent = ConsentAct(TODAY, ("given_name",), wording="2026-11")
    decide(caller_named(office, "canbo"), "PT-001", Wanted("V-01", DecisionKind.refer, "đúng nghề", consent=consent))
    path = export(office, tmp_path, "placements")

    report = import_bytes(operator_of(office), "placements", path.read_bytes())

    assert report.counts["updated"] == 0
    assert report.held == []


def test_an_export_is_read_by_its_owner_only_whatever_the_umask_and_the_file_before(tmp_path):
    there = tmp_path / "f.csv"
    there.touch(mode=0o644)

    for write in (write_list, lambda path, *_: say_file(path, b"x")):
        write(there, {"code": "Mã"}, [{"code": "PT-001"}], "Người")

        assert there.stat().st_mode & 0o777 == 0o600
        there.chmod(0o644)
