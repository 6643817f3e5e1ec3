"""The model card and the roll-out as a supervisor and the command line see them."""

import json
from datetime import timedelta

import pytest

from api import clock
from api.acts.model_card import model_card
from api.acts.model_words import (
    GROUPS,
    HOW_TO_READ,
    MEASURES,
    RANKERS,
    REFUSED,
    ROLLOUT,
    STATES,
    cell_words,
    judged_words,
)
from api.acts.rollout import draw, report_view, rollout_view
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, NotAllowed, Service
from api.settings import load_settings
from matcher import fairness, rollout, train
from matcher.model_store import keep_model, promote
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.ranker import AdditiveRanker
from matcher.rollout import Draw, Power, RolloutReport
from tests.factories import HAM_KIEM, LA_GI, NOW, TODAY, a_person, an_opening

NEVER = "giới tính", "dân tộc", "sức khỏe"


def caller_of(database, folder, role=Role.supervisor):
    settings = load_settings(None, database_url=str(database.writer.url), keys=folder / "keys.db", today=TODAY)
    return Caller(Service(settings, database, KeyStore(settings.keys)), Viewer("giamsat", role), clock.now)


@pytest.fixture
def caller(database, tmp_path):
    with database.write() as session:
        for number in range(12):
            a_person(session, sex="nữ" if number < 3 else "nam")
        an_opening(session)
    made = caller_of(database, tmp_path)
    yield made
    made.service.keys.close()


def a_kept_model(database, **report):
    with database.write() as session:
        row = keep_model(session, AdditiveRanker.from_prior(), 40, NOW, report)
        promote(session, row.version)


def test_before_any_training_the_card_says_so_and_how_wide_its_intervals_are(caller):
    card = model_card(caller)

    assert (card["version"], card["outcomes"], card["fitted_on"], card["losses"]) == (0, 0, None, [])
    assert card["fairness"] is None
    assert "huấn luyện" in card["fairness_note"]
    assert 0.1 < card["mean_interval_width"] < 1


def test_every_table_is_drawn_with_its_doubt(caller):
    tables = model_card(caller)["tables"]

    assert [t["feature"] for t in tables] == list(FEATURE_NAMES)
    for table in tables:
        lengths = {len(table[k]) for k in ("bins", "middle", "expert", "fitted", "standard_error")}
        assert len(lengths) == 1
        assert table["bins"][-1] == "unknown"
        assert min(table["standard_error"]) > 0
        assert table["why"]


def test_what_describes_the_day_of_the_fit_is_read_and_not_measured_again(caller, database):
    with database.read() as session:
        market = caller.service.market()
        measured = fairness.measure_fairness(session, market, caller.service.model(), TODAY).as_dict()
    report = {"fitted_on": "2026-10-01", "tau": 3.0, "mean_width": 0.25, "verdict": train.PROMOTED}
    a_kept_model(database, **report, losses={"additive": [0.6, 0.1], "nearest": [0.5, 0.1]}, fairness=measured)

    card = model_card(caller)

    assert (card["version"], card["outcomes"], card["tau"], card["mean_interval_width"]) == (1, 40, 3.0, 0.25)
    assert [row["ranker"] for row in card["losses"]] == ["nearest", "additive"]
    assert card["fairness"]["measured_on"] == "2026-10-01"
    assert [(v["version"], v["state"], v["verdict"]) for v in card["versions"]] == [(1, "current", "promoted")]


def test_a_small_group_is_a_star_and_no_number(caller):
    card = model_card(caller, measure=True)

    sexes = next(c for c in card["fairness"]["comparisons"] if (c["attribute"], c["measure"]) == ("sex", "suggested"))
    cells = {cell["group"]: cell for cell in sexes["cells"]}
    assert cells["female"]["shown"] == "*"
    assert cells["female"]["value"] is cells["female"]["people"] is None
    assert cells["male"]["value"] is None, "9 of 12 would give the other 3 away"


def test_the_card_is_plain_json_in_both_languages_and_says_what_it_does_not_know(caller):
    vietnamese, english = (model_card(caller, language) for language in ("vi", "en"))

    json.dumps(vietnamese, allow_nan=False)
    assert all(word in " ".join(vietnamese["limits"]).lower() for word in NEVER)
    assert all(a != b for a, b in zip(vietnamese["limits"], english["limits"], strict=True))
    assert "chưa trả lời được" in vietnamese["rollout"]["answer"]
    assert "cannot be answered yet" in english["rollout"]["answer"]
    assert english["comparison"]["displays"] == 0


def test_every_code_on_the_card_has_words():
    bands = {name for _, name in fairness._SCHOOLING_BANDS}

    assert set(train.rankers(5.0)) == set(RANKERS)
    assert {*fairness._SEXES.values(), *fairness._COMMUNE_KINDS.values(), *bands, "kinh", "other", "unknown"} == set(
        GROUPS
    )
    assert set(MEASURES) == {"suggested", "best_chance", "planned", "seat_price"}
    assert set(STATES) == {"candidate", "current", "retired"}
    states = {rollout.NOT_DRAWN, rollout.NOT_STARTED, rollout.CANNOT_SAY}
    assert set(ROLLOUT) == states | {rollout.NO_DIFFERENCE, rollout.HELPS, rollout.HARMS}
    assert set(REFUSED) == {"already_drawn", "too_few_communes", "starts_in_the_past", "no_interval"}


def test_only_a_supervisor_sees_the_card_and_draws(database, tmp_path):
    worker = caller_of(database, tmp_path, Role.case_worker)

    with pytest.raises(NotAllowed):
        model_card(worker)
    with pytest.raises(NotAllowed):
        draw(worker, Draw((HAM_KIEM, LA_GI), 1, TODAY + timedelta(days=7), 14))

    worker.service.keys.close()


def test_a_draw_is_shown_in_its_order_with_what_it_could_see(caller):
    draw(caller, Draw((HAM_KIEM, LA_GI), 7, TODAY + timedelta(days=7), 14))

    view = rollout_view(caller)

    assert (view["state"], view["seed"]) == ("not_started", 7)
    assert [s["starts_on"] for s in view["steps"]] == ["2026-11-30", "2026-12-14"]
    assert {s["name"] for s in view["steps"]} == {"Xã Hàm Kiệm", "Phường La Gi"}
    assert "Chưa có kết quả" in view["power"]


def test_the_power_is_said_in_numbers_that_people_read():
    report = RolloutReport(rollout.CANNOT_SAY, (), Power(91, 45.0, 0.333, 0.225), 12, 3)

    view = report_view(report, "vi")

    assert "33,3 % → 55,8 %" in view["power"]
    assert "12 trước và 3 sau" in view["answer"]


def test_a_figure_whose_error_nobody_knows_has_a_dash_and_a_comma_for_its_decimals():
    assert judged_words((0.6123, None), (None, None)) == "sai số dự báo 0,612 ± —   thứ tự — ± —"
    assert judged_words((0.6, 0.05), (0.9, 0.01)) == "sai số dự báo 0,600 ± 0,050   thứ tự 0,900 ± 0,010"
    assert "càng thấp càng tốt" in HOW_TO_READ[0]


def test_a_group_is_told_with_its_interval_and_its_people_and_a_hidden_one_with_neither():
    shown = {"name": "nam", "value": 0.342, "low": 0.301, "high": 0.398, "people": 120, "shown": "34,2 %"}

    assert cell_words(shown) == "nam 34,2 % (30–40 %, 120 người)"
    assert cell_words({"name": "nữ", "value": None, "low": None, "high": None, "people": None, "shown": "*"}) == "nữ *"
