"""Records that look alike over the web: seen among one's own, merged by a supervisor, parted again byte for byte."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from api import audit
from api.acts import merging
from api.acts.duplicates import PEOPLE
from api.commands import curation as commands
from api.identities import Identities
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.tables import AuditEvent
from matcher.consents import consent_acts, has_consent
from matcher.merging import UNDO_DAYS
from matcher.ranking_tables import Exposure
from matcher.tables import (
    CheckIn,
    Consent,
    Decision,
    PersonIdentity,
    PersonMerge,
    Placement,
    Purpose,
    Referral,
    TrainingRecord,
)
from tests.api.conftest import TODAY, Web, caller_named, operator_of
from tests.api.merging_desk import TRACES, bring_pairs, merge, opening_of, pairs, person_of, undo
from tests.stores import contents


@pytest.fixture
def desk(office: Service, web: Web) -> Web:
    bring_pairs(office)
    return web


def live_through(service: Service, code: str, opening: str = "V-01") -> None:
    """A decision, a referral, a placement, a check-in and a display for one person."""
    with service.database.write(asked_by(SERVICE)) as session:
        person_id, opening_id = person_of(session, code).id, opening_of(session, opening).id
        now = operator_of(service).now()
        mine = {"person_id": person_id, "opening_id": opening_id}
        session.add(
            Decision(**mine, kind="dismiss", reason="xa", decided_on=TODAY, decided_by="canbo", recorded_at=now)
        )
        referral = Referral(id=f"ref-{code}", **mine, alias=f"G-{code}", referred_on=TODAY, referred_by="canbo")
        session.add(referral)
        session.flush()
        session.add(Placement(id=f"pl-{code}", **mine, referral_id=referral.id, started_on=TODAY))
        session.flush()
        session.add(CheckIn(placement_id=f"pl-{code}", on_date=TODAY, outcome="still_there", recorded_by="canbo"))
        shown = {"model_version": 1, "market_revision": 1, "order": "fair", "seed": 1}
        session.add(Exposure(person_id=person_id, shown_at=now, rows=[[1.0, 1.0, 0.1, 0.0]], **shown))


def test_both_sides_of_a_likely_pair_are_shown(desk):
    (pair,) = desk.get("canbo", "/duplicates?kind=people").json()["items"]

    assert (pair["first"]["full_name"], pair["second"]["full_name"]) == ("Lê Văn Thử", "Le Van Thu")
    assert pair["agree"] == ["name", "birth", "commune"]
    assert (pair["second"]["courses"], pair["second"]["case_worker"]) == (2, "canbo")


def test_everyone_sees_pairs_among_their_own_people_only(desk):
    assert pairs(desk, "canbo") == [("TR-1", "TR-2")]
    assert pairs(desk, "canbo2") == []
    assert set(pairs(desk, "giamsat")) == {("TR-1", "TR-3"), ("TR-1", "TR-2"), ("TR-2", "TR-3")}
    assert pairs(desk, "giamsat-moi") == []


@pytest.mark.parametrize("who", ["congty", "quantri"])
def test_nobody_outside_the_desk_sees_pairs(desk, who):
    assert desk.get(who, "/duplicates?kind=people").status_code == 403
    assert desk.get(who, "/duplicates?kind=employers").status_code == 403


def test_a_dismissed_pair_leaves_the_queue_and_a_proposed_one_leads_it(desk):
    said = {"kind": "people", "first": "TR-2", "second": "TR-1"}

    assert desk.post("canbo", "/duplicates/propose", said).status_code == 204
    assert pairs(desk, "giamsat")[0] == ("TR-1", "TR-2")
    assert desk.post("canbo", "/duplicates/dismiss", said).status_code == 204
    assert pairs(desk, "canbo") == []


def test_anothers_person_and_an_absent_one_are_one_answer(desk):
    theirs = desk.post("canbo", "/duplicates/dismiss", {"kind": "people", "first": "TR-1", "second": "TR-3"})
    absent = desk.post("canbo", "/duplicates/dismiss", {"kind": "people", "first": "TR-1", "second": "TR-9"})

    assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert merge(desk, "TR-1", "TR-2", who="giamsat-moi").status_code == 404


@pytest.mark.parametrize("who", ["canbo", "congty", "quantri"])
def test_only_a_supervisor_merges(desk, who):
    assert merge(desk, "TR-1", "TR-2", who=who).status_code == 403
    assert undo(desk, "abc", who=who).status_code == 403


def test_everything_of_a_person_moves_and_their_file_is_closed(desk):
    live_through(desk.service, "TR-2")

    answer = merge(desk, "TR-1", "TR-2")

    assert (answer.status_code, answer.json()["undo_days"]) == (201, UNDO_DAYS)
    with desk.service.database.read(asked_by(SERVICE)) as session:
        kept, dropped = person_of(session, "TR-1"), person_of(session, "TR-2")
        for table in (Decision, Referral, Placement, Exposure):
            assert {r.person_id for r in session.exec(select(table)).all()} >= {kept.id}
            assert not session.exec(select(table).where(table.person_id == dropped.id)).all()
        courses = session.exec(select(TrainingRecord.course).where(TrainingRecord.person_id == kept.id)).all()
        identity = Identities(session, desk.service.keys).of(kept.id)
    assert dropped.closed_on == TODAY
    assert sorted(courses) == ["Kỹ thuật hàn", "May công nghiệp"]
    assert kept.health_limits == ["no_heavy_lifting", "no_heights"]
    assert (kept.wage_floor_vnd, kept.birth_date) == (7_000_000, date(1991, 4, 3))
    assert (identity.full_name, identity.phones[0].number[-6:]) == ("Lê Văn Thử", "000333")
    assert pairs(desk, "canbo") == []


def test_undoing_a_merge_of_people_restores_every_byte(desk):
    live_through(desk.service, "TR-1", "V-02")
    live_through(desk.service, "TR-2")
    was = contents(desk.service.database, TRACES)

    made = merge(desk, "TR-1", "TR-2").json()
    assert contents(desk.service.database, TRACES) != was
    answer = undo(desk, made["id"])

    assert (answer.status_code, answer.json()["left_as_changed"]) == (200, 0)
    assert contents(desk.service.database, TRACES) == was
    assert undo(desk, made["id"]).status_code == 404
    assert pairs(desk, "canbo") == [("TR-1", "TR-2")]


def test_a_list_finds_only_the_kept_record_by_its_name(desk):
    merge(desk, "TR-1", "TR-2")

    with desk.service.database.read(asked_by(SERVICE)) as session:
        found = Identities(session, desk.service.keys).namesakes("Lê Văn Thử", 1991)

    assert [p.code for p in found] == ["TR-1", "TR-3"]


def test_what_was_edited_since_is_left_and_everything_else_goes_back(desk):
    made = merge(desk, "TR-1", "TR-2").json()
    person = desk.get("canbo", "/people/TR-1").json()
    desk.patch("canbo", "/people/TR-1", {"wage_floor_vnd": 8_000_000}, person["revision"])

    parted = undo(desk, made["id"]).json()

    assert parted["left_as_changed"] == 1 + 1  # the wage, and the identity that the edit sealed anew
    now = desk.get("canbo", "/people/TR-1").json()
    assert (now["wage_floor_vnd"], now["health_limits"]) == (8_000_000, ["no_heavy_lifting"])
    assert now["revision"] > person["revision"] + 1
    assert desk.get("canbo", "/people/TR-2").json()["closed_on"] is None


def test_two_introductions_for_one_opening_keep_two_files_apart(desk):
    live_through(desk.service, "TR-1")
    live_through(desk.service, "TR-2")
    was = contents(desk.service.database, TRACES)

    answer = merge(desk, "TR-1", "TR-2")

    assert (answer.status_code, answer.json()["code"]) == (409, "both_referred")
    assert contents(desk.service.database, TRACES) == was


def test_a_merge_never_revives_a_consent_that_was_withdrawn(desk):
    person = desk.get("canbo", "/people/TR-1").json()
    desk.patch("canbo", "/people/TR-1", {"consent_withdrawn_on": "2026-08-01"}, person["revision"])
    with desk.service.database.write(asked_by(SERVICE)) as session:
        told = {"purpose": "matching", "given": True, "on_date": date(2026, 7, 15), "recorded_by": "danh sách"}
        session.add(Consent(person_id=person_of(session, "TR-2").id, recorded_at=caller_of(desk).now(), **told))
    was = contents(desk.service.database, TRACES)

    made = merge(desk, "TR-1", "TR-2").json()

    with desk.service.database.read(asked_by(SERVICE)) as session:
        assert not has_consent(session, person_of(session, "TR-1").id, Purpose.matching, TODAY)
    undo(desk, made["id"])
    assert contents(desk.service.database, TRACES) == was


def test_a_later_consent_of_the_other_file_counts(desk):
    person = desk.get("canbo", "/people/TR-1").json()
    desk.patch("canbo", "/people/TR-1", {"consent_withdrawn_on": "2026-08-01"}, person["revision"])
    with desk.service.database.write(asked_by(SERVICE)) as session:
        told = {"purpose": "matching", "given": True, "on_date": date(2026, 9, 15), "recorded_by": "canbo"}
        session.add(Consent(person_id=person_of(session, "TR-2").id, recorded_at=caller_of(desk).now(), **told))

    merge(desk, "TR-1", "TR-2")

    with desk.service.database.read(asked_by(SERVICE)) as session:
        kept = person_of(session, "TR-1").id
        assert has_consent(session, kept, Purpose.matching, TODAY)
        assert len(consent_acts(session, kept)) == 7


def caller_of(web: Web, name: str = "giamsat") -> Caller:
    return caller_named(web.service, name)


def test_a_chain_of_merges_is_undone_from_its_end(desk):
    first = merge(desk, "TR-1", "TR-2").json()
    was = contents(desk.service.database, TRACES)
    second = merge(desk, "TR-3", "TR-1").json()

    assert undo(desk, first["id"]).json()["code"] == "merged_since"
    assert merge(desk, "TR-3", "TR-2").json()["code"] == "merged_away"
    assert undo(desk, second["id"]).status_code == 200
    assert contents(desk.service.database, TRACES) == was
    assert undo(desk, first["id"]).status_code == 200


def test_the_open_file_is_the_one_to_keep(desk):
    person = desk.get("canbo", "/people/TR-1").json()
    desk.patch("canbo", "/people/TR-1", {"closed_on": "2026-11-01"}, person["revision"])

    assert merge(desk, "TR-1", "TR-2").json()["code"] == "keep_open_case"
    assert merge(desk, "TR-2", "TR-1").status_code == 201
    assert merge(desk, "TR-3", "TR-3").json()["code"] == "same_record"


def test_the_dropped_identity_is_sealed_until_undoing_ends_and_then_erased(desk):
    made = merge(desk, "TR-1", "TR-2").json()
    operator = operator_of(desk.service)

    assert merging.end_undoing(operator) == 0
    later = Caller(desk.service, operator.viewer, lambda: operator.now() + timedelta(days=UNDO_DAYS + 1))
    assert merging.end_undoing(later) == 1

    with desk.service.database.read(asked_by(SERVICE)) as session:
        dropped = person_of(session, "TR-2")
        assert session.get(PersonIdentity, dropped.id) is None
        assert session.get(PersonMerge, made["id"]).record == []
    assert undo(desk, made["id"]).json()["code"] == "undo_over"
    assert merging.end_undoing(later) == 0


def test_every_act_is_in_the_trail(desk):
    made = merge(desk, "TR-1", "TR-2").json()
    undo(desk, made["id"])

    with desk.service.database.read(asked_by(SERVICE)) as session:
        rows = session.exec(select(AuditEvent).where(col(AuditEvent.act).in_(("merge", "undo_merge")))).all()
        assert audit.verify(session, desk.service.keys).ok
    assert [(r.act, r.actor, r.subject) for r in rows] == [
        (act, "giamsat", code) for act in ("merge", "undo_merge") for code in ("TR-1", "TR-2")
    ]
    assert [m["undone_at"] is not None for m in desk.get("giamsat", "/duplicates/merges").json()["items"]] == [True]
    assert desk.get("canbo2", "/duplicates/merges").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "openings", "keep": "TR-1", "drop": "TR-2"},
        {"kind": "people", "keep": "TR-1"},
        {"kind": "people", "keep": "060090001234", "drop": "TR-2"},
    ],
)
def test_a_body_that_names_no_two_records_is_refused(desk, body):
    assert desk.post("giamsat", "/duplicates/merge", body).status_code == 422


def test_the_command_line_lists_merges_and_parts(desk, monkeypatch):
    monkeypatch.setattr(commands, "operator", lambda: operator_of(desk.service))
    run = CliRunner()

    listed = run.invoke(commands.duplicates_app, ["list", "people"])
    merged = run.invoke(commands.duplicates_app, ["merge", "people", "TR-1", "TR-2"])
    parted = run.invoke(commands.duplicates_app, ["undo", merged.stdout.split()[-1]])
    refused = run.invoke(commands.duplicates_app, ["merge", "employers", "3400000514", "3409100009"])

    assert "TR-1 Lê Văn Thử" in listed.stdout
    assert "Đã gộp TR-2 vào TR-1" in merged.stdout
    assert "Đã tách TR-2 khỏi TR-1" in parted.stdout
    assert isinstance(refused.exception, commands.InputError)
    assert PEOPLE == "people"
