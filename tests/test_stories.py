"""Whole paths in the words of those who walk them: a welder, a mother far from town, an employer, a supervisor."""

import shutil
from datetime import date, timedelta

import pytest

from api import clock, migrate
from api.accounts import add_account, set_communes
from api.acts import introductions, market, people, placements, suggestions, supervision
from api.acts.decisions import Wanted, decide
from api.acts.imports import bring_in
from api.db import Database
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from matcher.consents import ConsentAct
from matcher.errors import AlreadyPlaced, ConsentMissing, NotEligible, NotOverridable
from matcher.placements import Finding
from matcher.rerank import rerank
from matcher.suggest import ListRequest
from matcher.tables import DecisionKind, ReferralState
from tests.lists import KINDS, csv_of

TODAY = date(2026, 11, 23)
REFER, DISMISS = DecisionKind.refer, DecisionKind.dismiss
PASSWORD = "Mật-khẩu-dài-9!x"


class Office:
    """The service of one office, seen by each of its people; ``day`` moves on as the story does."""

    def __init__(self, folder):
        self.folder = folder
        self.service = self._open(TODAY)

    def _open(self, today):
        url = f"sqlite:///{self.folder}/db.sqlite"
        settings = load_settings(None, database_url=url, keys=self.folder / "keys.db", today=today)
        return Service(settings, Database(url), KeyStore(settings.keys))

    def later(self, **time):
        today = self.service.today() + timedelta(**time)
        self.close()
        self.service = self._open(today)

    def close(self):
        self.service.database.dispose()
        self.service.keys.close()

    def caller(self, name, role, communes=(), employer=None):
        return Caller(self.service, Viewer(name, role, frozenset(communes), employer))

    @property
    def operator(self):
        return self.caller("os:test", Role.operator)

    @property
    def canbo(self):
        return self.caller("canbo", Role.case_worker)

    @property
    def giamsat(self):
        return self.caller("giamsat", Role.supervisor, ["22945", "23191", "23074"])

    @property
    def congty(self):
        return self.caller("congty", Role.employer, employer="3400000514")

    def rerank(self):
        return rerank(self.service.ranker_sessions, self.service.today(), clock.now)

    def shown(self, person, limit=50, caller=None):
        found = suggestions.show_suggestions(caller or self.canbo, person, ListRequest(limit))
        return suggestions.suggestions_view(found)

    def codes(self, person):
        return [i["opening"]["code"] for i in self.shown(person)["items"]]

    def decide(self, person, opening, kind, reason="đã bàn", **how):
        return decide(self.canbo, person, Wanted(opening, kind, reason, **how))

    def refer(self, person, opening, *fields, **how):
        consent = ConsentAct(self.service.today(), fields or ("given_name",), wording="2026-11", **how)
        return self.decide(person, opening, REFER, consent=consent)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The office as every story finds it; made once, copied for each."""
    folder = tmp_path_factory.mktemp("stories")
    office = Office(folder)
    migrate.upgrade(office.service.database)
    with office.service.database.write() as session:
        account = add_account(session, clock.now(), "canbo", Role.case_worker, PASSWORD)
        set_communes(session, account, ["22945"])
    for kind in KINDS:
        bring_in(office.operator, kind, f"{kind}.csv", csv_of(kind))
    office.close()
    return folder


@pytest.fixture
def office(prepared, tmp_path):
    office = Office(shutil.copytree(prepared, tmp_path / "office"))
    yield office
    office.close()


def test_a_welder_s_way_from_the_list_to_a_job_that_lasts(office):
    office.rerank()
    first = office.shown("PT-001")["items"][0]
    assert first["opening"]["code"] == "V-01"
    assert any(r["text"].startswith("Đúng nghề") for r in first["reasons"])

    referral = office.refer("PT-001", "V-01", "given_name", "skills", "experience")
    assert "V-01" not in office.codes("PT-001")

    read = introductions.list_referrals(office.congty)[0]
    assert set(read["person"]) == {"given_name", "skills", "experience"}
    assert read["person"]["given_name"] == "Lành"
    assert "PT-001" not in str(read) and "Nguyễn" not in str(read)

    office.later(days=2)
    introductions.answer(office.congty, referral.id, ReferralState.accepted, None)
    office.later(days=3)
    job = placements.start(office.canbo, referral.id, office.service.today())
    with pytest.raises(AlreadyPlaced):
        placements.start(office.canbo, referral.id, office.service.today())

    office.later(days=4)
    due = next(p for p in placements.list_placements(office.canbo) if p["id"] == job["id"])
    assert due["check_in_due"] is not None
    placements.record_check_in(office.canbo, job["id"], Finding(office.service.today(), "still_there"))
    due = next(p for p in placements.list_placements(office.canbo) if p["id"] == job["id"])
    assert due["check_in_due"] is None

    office.later(days=182)
    stable = {t["code"]: t["numerator"] for t in supervision.kpi_view(office.giamsat)["items"]}
    placements.record_check_in(office.canbo, job["id"], Finding(office.service.today(), "still_there"))
    now = {t["code"]: t["numerator"] for t in supervision.kpi_view(office.giamsat)["items"]}
    assert now["stable_jobs"] == stable["stable_jobs"] + 1


def test_without_consent_to_meet_the_employer_nobody_is_introduced(office):
    with pytest.raises(ConsentMissing):
        office.decide("PT-001", "V-01", REFER)

    assert introductions.list_referrals(office.congty) == []


def test_an_agreement_with_one_employer_is_none_with_another(office):
    office.refer("PT-001", "V-01")

    with pytest.raises(ConsentMissing):
        office.decide("PT-001", "V-05", REFER)


def test_a_withdrawn_consent_counts_from_that_moment_on_every_side(office):
    office.rerank()
    office.refer("PT-001", "V-01", "given_name", "phone")
    assert introductions.list_referrals(office.congty)[0]["person"]["phone"] == "0912345678"
    revision = people.read_person(office.canbo, "PT-001")["revision"]

    people.change_person(office.canbo, "PT-001", revision, {"consent_withdrawn_on": TODAY})

    assert introductions.list_referrals(office.congty)[0]["person"] == {}
    assert office.codes("PT-001") == []
    assert "PT-001" not in [i["person"] for i in supervision.plan_view(office.giamsat)["items"]]
    bring_in(office.operator, "people", "people.csv", csv_of("people"))
    assert office.codes("PT-001") == []


def test_a_dismissed_opening_is_gone_until_the_dismissal_is_taken_back(office):
    office.rerank()
    assert "V-01" in office.codes("PT-001")

    office.decide("PT-001", "V-01", DISMISS, "too_far")
    assert "V-01" not in office.codes("PT-001")
    office.rerank()
    assert "V-01" not in office.codes("PT-001")

    office.decide("PT-001", "V-01", DecisionKind.take_back)
    assert "V-01" in office.codes("PT-001")


def test_a_rule_can_be_set_aside_for_one_pair_with_a_reason(office):
    assert "V-05" not in office.codes("PT-005")
    broken = suggestions_broken(office, "PT-005", "V-05")
    assert broken <= {"treatment", "distance", "shift", "wage_floor"} and broken

    office.decide("PT-005", "V-05", DecisionKind.override, "có người nhà ở gần", rules=sorted(broken))

    assert "V-05" in office.codes("PT-005")
    assert office.refer("PT-005", "V-05").state == ReferralState.waiting


def suggestions_broken(office, person, opening):
    try:
        office.decide(person, opening, REFER)
    except NotEligible as error:
        return set(error.rules)
    except ConsentMissing:
        return set()
    raise AssertionError("referred without consent")


@pytest.mark.parametrize("rule", ["licence", "consent", "minimum_age", "illegal", "closed", "health", "schooling"])
def test_what_the_law_or_the_person_s_health_says_cannot_be_set_aside(office, rule):
    with pytest.raises(NotOverridable):
        office.decide("PT-001", "V-02", DecisionKind.override, "xin", rules=[rule])


def test_an_employer_that_declines_gives_its_reason_and_the_seat_stays(office):
    referral = office.refer("PT-001", "V-01")

    introductions.answer(office.congty, referral.id, ReferralState.declined, "đủ người")

    desk = next(r for r in introductions.list_referrals(office.canbo) if r["id"] == referral.id)
    assert (desk["state"], desk["reason"]) == ("declined", "đủ người")
    assert "V-01" not in office.codes("PT-001")


def test_an_introduction_nobody_answered_is_closed_and_a_late_answer_still_taken(office):
    referral = office.refer("PT-001", "V-01")
    office.later(days=20)
    office.rerank()
    desk = next(r for r in introductions.list_referrals(office.canbo) if r["id"] == referral.id)
    assert desk["state"] == "no_answer"

    introductions.answer(office.congty, referral.id, ReferralState.accepted, None)

    assert introductions.list_referrals(office.congty)[0]["state"] == "accepted"


def test_an_opening_that_closes_leaves_the_published_lists_at_once(office):
    office.rerank()
    assert "V-01" in office.codes("PT-001")

    market.close_opening(office.congty, "V-01", "đủ người")

    assert "V-01" not in office.codes("PT-001")


def test_an_opening_is_not_suggested_after_its_last_day(office):
    office.rerank()
    office.later(days=60)

    assert not {"V-01", "V-02"} & set(office.codes("PT-001"))
    office.rerank()
    assert not {"V-01", "V-02"} & set(office.codes("PT-001"))


def test_a_mother_far_from_town_is_suggested_work_with_a_room(office):
    codes = office.codes("PT-002")

    assert "V-01" not in codes
    assert "V-08" in codes or codes == []


def test_who_has_signed_nothing_is_suggested_nothing_and_told_why(office):
    view = office.shown("PT-004")

    assert view["items"] == []
    assert view["blocked"]["by_rule"]["consent"] == view["blocked"]["total"]


def test_a_closed_case_gets_no_suggestions_and_stays_on_record(office):
    revision = people.read_person(office.canbo, "PT-001")["revision"]
    people.change_person(office.canbo, "PT-001", revision, {"closed_on": TODAY})

    assert office.codes("PT-001") == []
    assert people.list_people(office.canbo, "", "closed", 1, 20).total == 1


def test_seats_are_promised_once_each(office):
    referral = office.refer("PT-001", "V-01")
    introductions.answer(office.congty, referral.id, ReferralState.accepted, None)

    with office.service.ranker_sessions.read() as session:
        from matcher.market import load_market

        left = {d.code: d.seats for d in load_market(session, TODAY).demands}
    assert left["V-01"] == 1


def test_every_act_of_a_day_is_in_an_unbroken_trail(office):
    from sqlmodel import select

    from api.audit import verify
    from api.tables import AuditEvent

    office.shown("PT-001")
    office.refer("PT-001", "V-01")
    introductions.list_referrals(office.congty)

    with office.service.database.read() as session:
        acts = [e.act for e in session.exec(select(AuditEvent).order_by(AuditEvent.id)).all()]
        assert verify(session, office.service.keys).ok
    assert acts[-3:] == ["see_suggestions", "refer", "read_introductions"]
