"""A stepped roll-out as the desk meets it: before a commune's day its lists are ordered by hand, everywhere."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlmodel import select

from api.acts.rollout import draw
from api.acts.suggestions import show_suggestions, suggestions_view
from api.exports.exporter import export_list
from matcher.people import get_person, load_seeker
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.order import score_market
from matcher.ranking_tables import Exposure
from matcher.rerank import rerank
from matcher.rollout import Draw
from matcher.suggest import BY_HAND, ListRequest
from tests.api.conftest import DONG_GIANG, DUC_LINH, PHAN_THIET, TODAY, close_service, open_service, operator_of

STARTS = TODAY + timedelta(days=10)
ROAD, TRADE = FEATURE_NAMES.index("commute_km"), FEATURE_NAMES.index("trade_nearness")


@pytest.fixture
def drawn(office):
    """The office with a list published and a roll-out drawn over its communes, none of which has begun."""
    operator = operator_of(office)
    rerank(office.ranker_sessions, TODAY, operator.now)
    draw(operator, Draw((PHAN_THIET, DUC_LINH, DONG_GIANG), 3, STARTS, 7))
    return office


def shown(service, code="PT-001"):
    return suggestions_view(show_suggestions(operator_of(service), code, ListRequest(20)))


def displays(service):
    with service.ranker_sessions.read() as session:
        return [(e.order, [int(row[0]) for row in e.rows]) for e in session.exec(select(Exposure)).all()]


def test_before_its_day_a_commune_sees_the_same_openings_by_trade_and_road(office):
    ranked = shown(office)
    draw(operator_of(office), Draw((PHAN_THIET, DUC_LINH), 3, STARTS, 7))

    by_hand = shown(office)

    assert {i["opening"]["code"] for i in by_hand["items"]} == {i["opening"]["code"] for i in ranked["items"]}
    assert (ranked["order"], ranked["order_note"], by_hand["order"]) == ("fair", None, BY_HAND)
    assert "chưa đến ngày" in by_hand["order_note"]
    assert [order for order, _ in displays(office)] == ["fair", BY_HAND]


def test_the_order_by_hand_is_the_nearest_trade_then_the_shorter_road(drawn):
    found = show_suggestions(operator_of(drawn), "PT-001", ListRequest(20)).found
    with drawn.ranker_sessions.read() as session:
        seeker = load_seeker(session, get_person(session, "PT-001"), TODAY)
    market = drawn.market()

    X = score_market(drawn.model().ranker, seeker.profile, seeker.availability, market).features.X
    rows = [market.rows[item.demand.opening_id] for item in found.items]
    keys = [(-round(X[row, TRADE], 2), X[row, ROAD]) for row in rows]

    assert len(keys) > 2
    assert keys == sorted(keys)


def test_on_its_day_a_commune_sees_ranked_lists(drawn):
    waiting = shown(drawn)["order"]
    close_service(drawn)

    begun = open_service(drawn.settings.keys.parent, today=STARTS + timedelta(days=14))

    assert (waiting, shown(begun)["order"]) == (BY_HAND, "fair")
    close_service(begun)


@pytest.mark.parametrize("wanted", [ListRequest(20), ListRequest(60), ListRequest(20, "chance")])
def test_an_export_orders_by_hand_too(drawn, tmp_path, wanted):
    path = tmp_path / "goi-y.csv"

    export_list(operator_of(drawn), "suggestions", path, wanted)

    rows = list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [r["opening_code"] for r in rows if r["person_code"] == "PT-001"] == [
        i["opening"]["code"] for i in shown(drawn)["items"]
    ]
