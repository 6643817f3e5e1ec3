"""The training job on small offices: what it refuses and why, what it keeps, and that suggestions go on regardless."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from api.wording import VERDICTS
from matcher import train as training
from matcher.market import load_market
from matcher.model_store import current_model, list_models
from matcher.people import list_seekers
from matcher.ranking.order import score_market
from matcher.ranking.ranker import AdditiveRanker
from matcher.suggest import ListRequest, suggest_openings
from matcher.tables import Purpose, ReferralState
from matcher.train import (
    DRIFTED,
    NOT_ENOUGH,
    ONE_CLASS,
    PROMOTED,
    UNJUDGED,
    WORSE,
    WORSE_ORDER,
    train,
)
from tests.conftest import empty_database
from tests.factories import (
    HAM_KIEM,
    LA_GI,
    PHAN_THIET,
    TODAY,
    a_consent,
    a_person,
    a_placement,
    a_referral,
    a_training_record,
    an_employer,
    an_opening,
    clock,
)

FIRST = date(2024, 1, 8)
HOMES = (HAM_KIEM, PHAN_THIET, LA_GI)


def an_office(session, outcomes, *, employers=4, lasts=lambda number, welds: welds):
    """Referrals a fortnight apart, half of them of welders; ``lasts`` says which jobs last."""
    firms = [an_employer(session) for _ in range(employers)]
    for number in range(outcomes):
        welds = number % 2 == 0
        worked = [{"words": "phụ xây", "isco": ["9313"], "months": number, "ended_on": "2023-01-01"}]
        person = a_person(
            session,
            commune_code=HOMES[number % 3],
            closed_on=None if number < 6 else TODAY,
            work_history=worked if number % 3 else [],
            wage_floor_vnd=5_000_000,
            wishes=[{"words": "thợ hàn", "isco": ["7212"]}] if number % 4 else [],
        )
        a_consent(session, person, Purpose.learning)
        if welds:
            a_training_record(session, person, end_date=FIRST - timedelta(days=60))
        opening = an_opening(
            session,
            firms[number % employers],
            isco=["7212"],
            commune_code=PHAN_THIET,
            meals=number % 3 == 0,
            training_on_job=number % 5 == 0,
            posted_on=FIRST,
        )
        on = FIRST + timedelta(days=number * 9)
        referral = a_referral(session, person, opening, referred_on=on, state=ReferralState.accepted, answered_on=on)
        ended = None if lasts(number, welds) else on + timedelta(days=30)
        a_placement(
            session, person, opening, referral_id=referral.id, started_on=on, ended_on=ended, confirmed_on=TODAY
        )


def trained(database):
    return train(database, TODAY, clock, 180)


def suggested(database):
    """What everybody would see now, under the model in force."""
    with database.read() as session:
        model, market = current_model(session), load_market(session, TODAY)
        seekers = list_seekers(session, TODAY)
    return [len(suggest_openings(s, market, model, ListRequest()).items) for s in seekers]


def in_force(database):
    with database.read() as session:
        return current_model(session)


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """An office where welders stay oftener than others, trained once; read it only."""
    made = empty_database(tmp_path_factory.mktemp("learned"))
    with made.write() as session:
        luck = np.random.default_rng(3).random(80)
        an_office(session, 80, lasts=lambda number, welds: luck[number] < (0.45 if welds else 0.1))
    report = trained(made)
    yield made, report
    made.dispose()


@pytest.mark.parametrize(
    ("outcomes", "lasts", "verdict"),
    [
        (0, None, NOT_ENOUGH),
        (12, None, NOT_ENOUGH),
        (30, lambda _number, _welds: True, ONE_CLASS),
        (30, lambda _number, _welds: False, ONE_CLASS),
    ],
)
def test_what_cannot_teach_is_refused_and_the_expert_stays(database, outcomes, lasts, verdict):
    with database.write() as session:
        an_office(session, outcomes, **({"lasts": lasts} if lasts else {}))
        an_opening(session)
        a_person(session)

    report = trained(database)

    assert (report.verdict, report.outcomes, report.version) == (verdict, outcomes, None)
    assert in_force(database).version == 0
    assert sum(suggested(database)) > 0


def test_every_verdict_is_one_sentence_in_both_languages():
    for verdict in (PROMOTED, NOT_ENOUGH, ONE_CLASS, UNJUDGED, WORSE, WORSE_ORDER, DRIFTED):
        for words in VERDICTS[verdict]:
            assert words.endswith(".")
            assert words.count(". ") == 0


def test_what_was_learned_is_kept_with_its_report_and_in_force(learned):
    database, report = learned

    with database.read() as session:
        (row,) = list_models(session)
    assert (report.verdict, report.outcomes, report.version) == (PROMOTED, 80, row.version)
    assert (row.state, row.outcomes) == ("current", 80)
    assert set(row.report["losses"]) == set(training.rankers(5.0))
    assert 0 < row.report["mean_width"] < 1
    assert row.report["fitted_on"] == TODAY.isoformat()
    assert row.report["fairness"]["changed_by"] == {"sex": 0, "ethnicity": 0, "programme": 0}
    json.dumps(report.as_dict())


def test_it_moves_from_the_expert_toward_what_the_office_saw(learned):
    database, _ = learned
    with database.read() as session:
        history = training.load_history(session, TODAY, 180)
        ranker = current_model(session).ranker

    def far_off(judged):
        return abs(judged.predict_proba(history.X)[:, 1].mean() - history.y.mean())

    assert far_off(ranker) < 0.5 * far_off(AdditiveRanker.from_prior())
    assert sum(suggested(database)) > 0


def test_an_explanation_adds_up_after_training(learned):
    database, _ = learned
    with database.read() as session:
        model, market = current_model(session), load_market(session, TODAY)
        seekers = list_seekers(session, TODAY)
    worst = 0.0

    for seeker in seekers:
        scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
        for row, demand in enumerate(market.demands):
            told = model.ranker.explain(scored.features.X[row], demand.employer)
            worst = max(worst, abs(told.base + sum(t.weight for t in told.terms) - scored.score[row]))

    assert len(seekers) * len(market) > 100
    assert worst < 1e-9


def test_training_again_on_the_same_outcomes_changes_nothing(learned, tmp_path):
    database, _ = learned
    with database.read() as session:
        history = training.load_history(session, TODAY, 180)
        first = current_model(session).ranker

    again = AdditiveRanker(tau=first.tau, two_way=first.two_way).fit(
        history.X, history.y, history.weight, history.employers
    )

    np.testing.assert_array_equal(first.decision_function(history.X), again.decision_function(history.X))


def test_one_employer_alone_can_teach(database):
    with database.write() as session:
        an_office(session, 80, employers=1, lasts=lambda number, welds: welds if number % 5 else not welds)

    report = trained(database)

    assert report.verdict in (PROMOTED, WORSE, WORSE_ORDER, DRIFTED)
    assert report.version is not None
    assert sum(suggested(database)) > 0


def test_outcomes_that_contradict_each_other_teach_that_nothing_is_known(database):
    with database.write() as session:
        an_office(session, 60, lasts=lambda number, _welds: number // 2 % 2 == 0)

    report = trained(database)

    assert report.version is not None
    assert np.isfinite(report.mean_width)
    assert report.mean_width > 0.1
    assert sum(suggested(database)) > 0


def test_a_damaged_model_is_passed_over_and_training_goes_on(database):
    with database.write() as session:
        an_office(session, 40, lasts=lambda number, welds: welds if number % 5 else not welds)
    first = trained(database).version
    with database.write() as session:
        (row,) = list_models(session)
        row.state, row.document = "current", row.document[:-200]
        session.add(row)

    damaged = in_force(database)
    shown = suggested(database)
    report = trained(database)

    assert (damaged.version, damaged.damaged) == (0, (first,))
    assert sum(shown) > 0
    assert report.version == first + 1


@pytest.mark.parametrize("limit", ["LARGEST_MEAN_CHANGE", "LARGEST_HIGH_SHARE_CHANGE"])
def test_a_model_that_moves_too_far_is_kept_and_not_put_in_force(database, monkeypatch, limit):
    with database.write() as session:
        an_office(session, 80, lasts=lambda number, welds: welds if number % 5 else not welds)
    monkeypatch.setattr(training, limit, -1.0)

    report = trained(database)

    with database.read() as session:
        (row,) = list_models(session)
    assert (report.verdict, row.state) == (DRIFTED, "candidate")
    assert in_force(database).version == 0
    assert sum(suggested(database)) > 0


def test_a_model_worse_than_the_expert_is_not_put_in_force():
    def scores(losses, orders):
        ours = training.FoldScores(losses, orders, (10.0, 10.0, 10.0))
        return {"additive": ours, "prior_only": training.FoldScores((0.6, 0.61, 0.6), (0.8, 0.82, 0.79), ours.n_judged)}

    still, far = training._Drift(0.0, 0.0, 0.2), training._Drift(0.16, 0.0, 0.2)
    alike, better, worse = (0.6, 0.6, 0.61), (0.5, 0.5, 0.52), (0.7, 0.72, 0.71)

    assert training._verdict(scores(alike, (0.8, 0.81, 0.8)), still) == PROMOTED
    assert training._verdict(scores(worse, (0.9, 0.92, 0.91)), still) == WORSE
    assert training._verdict(scores(better, (0.7, 0.71, 0.7)), still) == WORSE_ORDER
    assert training._verdict(scores(better, (0.9, 0.92, 0.91)), far) == DRIFTED


@pytest.mark.parametrize(("lead", "kept"), [(0.2, False), (0.0, True), (-0.2, True)])
def test_two_way_tables_stay_unless_the_walk_is_clearly_better_without_them(lead, kept):
    with_tables = training.FoldScores((0.6, 0.61, 0.6), (0.8, 0.8, 0.8), (10.0, 10.0, 10.0))
    without = training.FoldScores((0.6 - lead, 0.6 - lead, 0.61 - lead), (0.9, 0.9, 0.9), (10.0, 10.0, 10.0))

    assert training._earns_two_way({"additive": with_tables, training.ONE_WAY: without}) == kept


def test_a_model_that_nobody_could_judge_is_kept_and_not_put_in_force(database):
    with database.write() as session:
        an_office(session, 28, lasts=lambda number, welds: welds if number % 5 else not welds)

    report = trained(database)

    with database.read() as session:
        (row,) = list_models(session)
    assert (report.verdict, report.losses, row.state) == (UNJUDGED, {}, "candidate")
    assert in_force(database).version == 0
    assert sum(suggested(database)) > 0


def test_of_one_judgeable_stretch_alone_nothing_is_promoted_and_the_report_is_stored(database):
    with database.write() as session:
        an_office(session, 66, lasts=lambda number, welds: welds if number % 5 else not welds)

    report = trained(database)

    with database.read() as session:
        (row,) = list_models(session)
        assert len(training._judge(training.load_history(session, TODAY, 180))[1]["additive"].losses) == 1
    assert (report.verdict, row.state, row.report["verdict"]) == (UNJUDGED, "candidate", UNJUDGED)
    assert {error for _, error in row.report["losses"].values()} == {None}
    json.dumps(row.report, allow_nan=False)
    assert in_force(database).version == 0
