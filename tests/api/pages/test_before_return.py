"""Who is still away: their list tells the day of return, and nobody of them has begun to work yet."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from api.acts.own_work import take_over
from employers.openings import touch_market
from employers.tables import Opening
from matcher.people import find_person
from matcher.placements import is_away
from matcher.tables import Person, Placement
from tests.api.conftest import caller_named

PIGS = "TL-NUOI-HEO"
CAUTION = "Vị trí này đóng nhận ngày {:%d/%m/%Y}, trước ngày về {:%d/%m/%Y}"
DAY = date(2026, 11, 23)


@pytest.fixture
def away(site):
    """PT-001 comes home in six weeks; every opening takes people for ten days more but one, which ends that very day.

    Gives the browser, the day of return and the last day of the others.
    """
    take_over(caller_named(site.service, "giamsat"))
    today = site.service.today()
    home, last = today + timedelta(days=42), today + timedelta(days=10)
    with site.service.database.write() as session:
        person = find_person(session, "PT-001")
        assert person is not None
        person.return_date, person.decision_date = home, today - timedelta(days=200)
        person.revision += 1
        openings = session.exec(select(Opening).where(Opening.closes_on.is_not(None)).order_by(Opening.code)).all()
        for opening in openings:
            opening.closes_on = last
        session.add_all([person, *openings])
        touch_market(session)
    return site, home, last


def test_the_list_of_who_is_away_tells_the_day_of_return_and_which_openings_close_before_it(away):
    site, home, last = away

    page = site.sign_in("canbo").get("/people/PT-001/suggestions?limit=50")

    assert f"về địa phương ngày {home:%d/%m/%Y}" in page.words
    assert CAUTION.format(last, home) in page.words


def test_an_opening_that_closes_on_the_day_of_return_or_later_has_no_such_caution(away):
    site, home, _ = away
    with site.service.database.write() as session:
        for opening in session.exec(select(Opening).where(Opening.closes_on.is_not(None))).all():
            opening.closes_on = home
            session.add(opening)
        touch_market(session)

    page = site.sign_in("canbo").get("/people/PT-001/suggestions?limit=50")

    assert "trước ngày về" not in page.words


@pytest.mark.parametrize("own", [True, False])
def test_a_start_while_still_away_is_refused_at_its_field_with_one_sentence(away, own):
    site, home, _ = away
    listed = site.sign_in("canbo").get("/people/PT-001/suggestions?limit=50").links
    found = [link for link in listed if link.startswith("/people/PT-001/openings/") and link.endswith("/refer")]
    place = f"/people/PT-001/openings/{PIGS}" if own else found[0].removesuffix("/refer")

    refused = site.send(site.get(f"{place}/start"), f"{place}/start", started="today")

    assert f"người này về ngày {home:%d/%m/%Y}" in refused.words
    with site.service.database.read() as session:
        assert not session.exec(select(Placement).where(Placement.started_on == site.service.today())).all()


@pytest.mark.parametrize(
    ("decided", "home", "expected"),
    [(None, 1, True), (0, 1, True), (1, 2, False), (None, 0, False), (None, None, False)],
)
def test_away_is_from_the_decision_to_a_return_that_has_not_come(decided, home, expected):
    day = {None: None} | {days: DAY + timedelta(days=days) for days in range(3)}
    person = Person(code="PT-1", decision_date=day[decided], return_date=day[home])

    assert is_away(person, DAY, DAY) is expected
