"""The curator's queue over the web and the command line: taught once, read anew everywhere, taken back as simply."""

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from api import audit
from api.acts.curation import list_texts, teach_phrase
from api.commands import curation as commands
from api.imports.importer import import_list
from api.imports.parsing import ImportRequest
from api.imports.reading import ReadContext
from api.policy import Role, Viewer
from api.row_security import SERVICE, asked_by
from api.scoping import ViewerSessions
from api.service import Service
from api.tables import AuditEvent
from employers.curation import taught_phrases
from employers.openings import market_revision
from employers.tables import Opening, TaughtPhrase
from matcher.tables import Person, TrainingRecord
from tests.api.conftest import TODAY, Web, caller_named, import_bytes, operator_of
from tests.lists import csv_from, rows_of

# Invented words: no phrase table will ever know them, however much the linker learns.
WORDS = "Thợ xoèn khuỵp"
PEOPLE = [
    {"Mã hồ sơ": "QO-1", "Họ và tên": "Lê Văn Thử", "Xã/phường": "Phan Thiết", "Cán bộ phụ trách": "canbo",
     "Nguyện vọng": f"{WORDS}; may công nghiệp", "Quá trình làm việc": "thợ xoèn khuỵp 2 năm"},
    {"Mã hồ sơ": "QO-2", "Họ và tên": "Lê Thị Mẫu", "Xã/phường": "Phan Thiết", "Cán bộ phụ trách": "canbo2",
     "Nguyện vọng": "tho xoen khuyp"},
]  # fmt: skip
COURSES = [
    {"Mã hồ sơ": "QO-1", "Khóa học/Nghề": "Lớp thợ xoèn khuỵp", "Ngày kết thúc": "01/06/2026", "Kết quả": "Đạt"},
    {"Mã hồ sơ": "QO-2", "Khóa học/Nghề": "Xóa mù chữ cho thợ xoèn khuỵp", "Ngày kết thúc": "01/06/2026"},
]
OPENINGS = [
    {"Mã tin": "QO-V1", "Mã số thuế": "3400000514", "Chức danh": WORDS, "Số lượng": "2", "Hạn nộp": "31/12/2026"},
    {"Mã tin": "QO-V2", "Mã số thuế": "3400000514", "Chức danh": f"Cần {WORDS}", "Hạn nộp": "31/10/2026"},
]


def bring_all(service: Service) -> None:
    for kind, rows in (("people", PEOPLE), ("training", COURSES), ("openings", OPENINGS)):
        report = import_bytes(operator_of(service), kind, csv_from(rows))
        assert report.counts["imported"] == len(rows), report.held


@pytest.fixture
def desk(office: Service, web: Web) -> Web:
    bring_all(office)
    return web


def texts(web: Web, who: str) -> dict[str, dict]:
    answer = web.get(who, "/curation/texts?page_size=200")
    assert answer.status_code == 200, answer.text
    return {item["text"]: item for item in answer.json()["items"]}


def teach(web: Web, words: str = "xoèn khuỵp", *codes: str, who: str = "giamsat"):
    return web.post(who, "/curation/phrases", {"phrase": words, "isco": list(codes)})


def records(service: Service) -> dict[str, object]:
    with service.database.read(asked_by(SERVICE)) as session:
        openings = session.exec(select(Opening).where(col(Opening.code).startswith("QO-"))).all()
        people = session.exec(select(Person).where(col(Person.code).startswith("QO-"))).all()
        courses = session.exec(select(TrainingRecord).where(col(TrainingRecord.course).contains("xoèn"))).all()
        return {
            **{o.code: o.isco for o in openings},
            **{p.code: [e["isco"] for e in (*p.wishes, *p.work_history)] for p in people},
            "course": [c.isco for c in courses if c.schooling is None],
            "literacy": [c.isco for c in courses if c.schooling is not None],
        }


def revisions(service: Service) -> dict[str, int]:
    with service.database.read(asked_by(SERVICE)) as session:
        return {row.code: row.revision for table in (Person, Opening) for row in session.exec(select(table)).all()}


def test_the_queue_counts_what_was_not_understood_wherever_it_stands(desk):
    found = texts(desk, "giamsat")

    assert found[WORDS]["count"] == 4
    assert found[WORDS]["places"] == {"opening": 1, "course": 0, "wish": 2, "work": 1}
    assert (found[WORDS]["open_openings"], found[WORDS]["openings"]) == (1, ["QO-V1"])
    assert found[WORDS]["people"] == ["QO-1", "QO-2"]
    assert "Lớp thợ xoèn khuỵp" in found
    assert not any("Xóa mù chữ" in text for text in found)


def test_the_texts_of_open_openings_lead_the_queue(desk):
    items = desk.get("giamsat", "/curation/texts").json()["items"]

    assert [bool(i["open_openings"]) for i in items] == sorted([bool(i["open_openings"]) for i in items], reverse=True)
    assert items[0]["text"] == WORDS


def test_a_case_worker_sees_the_words_of_their_own_people_only(desk):
    assert texts(desk, "canbo")[WORDS]["people"] == ["QO-1"]
    assert texts(desk, "canbo2")[WORDS]["people"] == ["QO-2"]
    assert texts(desk, "giamsat-moi")[WORDS]["people"] == []


def test_the_queue_holds_codes_and_no_names(desk):
    answer = desk.get("giamsat", "/curation/texts?page_size=200").text

    assert "Lê Văn Thử" not in answer
    assert "Mẫu" not in answer


@pytest.mark.parametrize("who", ["canbo", "congty", "quantri"])
def test_only_a_supervisor_teaches(desk, who):
    assert teach(desk, WORDS, "7126", who=who).status_code == 403
    assert desk.call(who, "DELETE", "/curation/phrases/1").status_code == 403


def test_an_employer_sees_no_texts(desk):
    assert desk.get("congty", "/curation/texts").status_code == 403


def test_one_act_reads_everything_anew_whoever_holds_it(desk):
    was = revisions(desk.service)
    with desk.service.database.read() as session:
        market = market_revision(session)

    answer = teach(desk, "xoèn khuỵp", "7126")

    assert answer.status_code == 201
    assert answer.json()["relinked"] == {"openings": 2, "courses": 1, "people": 2}
    found = records(desk.service)
    assert (found["QO-V1"], found["QO-V2"], found["course"]) == (["7126"], ["7126"], [["7126"]])
    assert found["QO-1"][::2] == [["7126"], ["7126"]]
    assert (found["QO-2"], found["literacy"]) == ([["7126"]], [[]])
    now = revisions(desk.service)
    assert {code for code in now if now[code] != was[code]} == {"QO-V1", "QO-V2", "QO-1", "QO-2"}
    with desk.service.database.read() as session:
        assert market_revision(session) > market
    assert WORDS not in texts(desk, "giamsat")


def test_taking_back_reads_everything_back(desk):
    was = records(desk.service)
    taught = teach(desk, "xoèn khuỵp", "7126").json()

    answer = desk.call("giamsat", "DELETE", f"/curation/phrases/{taught['id']}")

    assert answer.status_code == 200
    assert records(desk.service) == was
    assert WORDS in texts(desk, "giamsat")
    assert desk.call("giamsat", "DELETE", f"/curation/phrases/{taught['id']}").status_code == 404


def test_who_taught_what_and_when_stays_on_record(desk):
    first = teach(desk, WORDS, "7126").json()
    second = teach(desk, WORDS, "7213").json()

    (in_force,) = desk.get("canbo", "/curation/phrases").json()["items"]
    newest, oldest = desk.get("canbo", "/curation/phrases?history=true").json()["items"]

    assert (in_force["isco"], in_force["replaces"]) == (["7213"], first["id"])
    assert (newest["id"], oldest["ended_by"], oldest["taught_by"]) == (second["id"], "giamsat", "giamsat")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"phrase": WORDS, "isco": ["9999"]}, "unknown_occupation"),
        ({"phrase": "may", "isco": ["7531"]}, "phrase_unusable"),
        ({"phrase": WORDS, "isco": ["hàn"]}, "invalid"),
        ({"phrase": "  ", "isco": []}, "invalid"),
        ({"phrase": WORDS}, "invalid"),
        ({"phrase": WORDS, "isco": [], "more": 1}, "invalid"),
    ],
)
def test_a_lesson_that_cannot_be_used_is_refused_with_a_sentence(desk, body, code):
    answer = desk.post("giamsat", "/curation/phrases", body)

    assert (answer.status_code, answer.json().get("code")) == (422, code)
    assert desk.get("giamsat", "/curation/phrases").json()["items"] == []


def test_the_next_import_takes_no_lesson_for_an_edit_by_hand(desk):
    teach(desk, "xoèn khuỵp", "7126")
    changed = [{**PEOPLE[0], "Nguyện vọng": f"{WORDS}; thợ hàn"}, PEOPLE[1]]
    with desk.service.database.read() as session:
        context = ReadContext(TODAY, "Lâm Đồng", taught_phrases(session), frozenset({"canbo", "canbo2"}))

    def again(kind, rows):
        request = ImportRequest(kind, "ds.csv", csv_from(rows), ("os:test", operator_of(desk.service).now()))
        sessions = ViewerSessions(desk.service.database, Viewer("importer", Role.operator))
        return import_list(sessions, desk.service.keys, request, context).counts

    assert again("people", changed) == {"imported": 0, "updated": 1, "unchanged": 1, "held": 0}
    assert again("training", COURSES)["unchanged"] == 2
    assert again("openings", OPENINGS)["unchanged"] == 2


def test_every_act_is_in_the_trail_with_codes_only(desk):
    taught = teach(desk, "xoèn khuỵp", "7126").json()
    desk.call("giamsat", "DELETE", f"/curation/phrases/{taught['id']}")
    texts(desk, "canbo")

    with desk.service.database.read() as session:
        rows = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(8)).all()
        assert audit.verify(session, desk.service.keys).ok
    acts = [(r.act, r.actor, r.subject_kind, r.subject) for r in rows]
    assert ("teach_phrase", "giamsat", "phrase", str(taught["id"])) in acts
    assert ("forget_phrase", "giamsat", "phrase", str(taught["id"])) in acts
    assert ("see_person", "canbo", "person", "QO-1") in acts
    assert "xoèn" not in str([r.details for r in rows])


def test_an_occupation_set_by_hand_stands(desk):
    opening = desk.get("canbo", "/openings/QO-V1").json()
    desk.patch("canbo", "/openings/QO-V1", {"isco": ["7213"]}, opening["revision"])

    teach(desk, "xoèn khuỵp", "7126")

    assert records(desk.service)["QO-V1"] == ["7213"]
    assert records(desk.service)["QO-V2"] == ["7126"]


def test_the_command_line_lists_teaches_and_takes_back(desk, monkeypatch):
    monkeypatch.setattr(commands, "operator", lambda: operator_of(desk.service))
    run = CliRunner()

    listed = run.invoke(commands.curate_app, ["texts", "--limit", "100"])
    taught = run.invoke(commands.curate_app, ["teach", WORDS, "7126"])
    kept = run.invoke(commands.curate_app, ["list"])
    forgotten = run.invoke(commands.curate_app, ["forget", "1", "--json"])
    refused = run.invoke(commands.curate_app, ["teach", WORDS, "9999"])

    assert WORDS in listed.stdout
    assert "Đọc lại" in taught.stdout
    assert "thợ xoèn khuỵp → 7126" in kept.stdout
    assert '"ended_by": "os:test"' in forgotten.stdout
    assert isinstance(refused.exception, commands.InputError)


def test_the_office_lists_leave_nothing_of_a_lesson_that_says_nothing(desk):
    was = revisions(desk.service)

    taught = teach_phrase(caller_named(desk.service, "giamsat"), "việc chưa ai ghi bao giờ", [])

    assert taught["relinked"] == {"openings": 0, "courses": 0, "people": 0}
    assert revisions(desk.service) == was
    with desk.service.database.read() as session:
        assert [p.codes for p in session.exec(select(TaughtPhrase)).all()] == [[]]
    assert rows_of("people")
    assert list_texts(caller_named(desk.service, "giamsat"), 1, 1)[1]
