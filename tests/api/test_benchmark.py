"""``noiviec benchmark``: what its rows say, and that a whole night is run on rows like the importers'."""

from api.benchmark.country import AS_OF, draw_market
from api.benchmark.country_database import fill
from api.benchmark.country_people import draw_candidates
from api.benchmark.figures import Figure, Scale
from api.benchmark.plan import plan
from api.db import Database
from matcher.market import load_market
from matcher.people import list_seekers


def test_a_row_says_whether_its_target_is_reached_or_why_it_was_skipped():
    reached, missed = Figure("a", 0.7, "x", most=0.8), Figure("b", 7.0, "x", least=8.0)

    assert (reached.verdict, missed.verdict, Figure("c", 1.0, "s").verdict) == ("reached", "MISSED", "")
    assert Figure("d", skipped="not installed").line.endswith("skipped: not installed")


def test_a_quick_run_has_no_targets():
    assert (Scale(quick=True).of(100), Scale(quick=True).bound(3.0), Scale().bound(3.0)) == (10, None, 3.0)


def test_the_country_in_a_database_is_the_country_that_was_drawn(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/country.db")
    demands, people = draw_market(60).demands, list(draw_candidates(40, 60))

    fill(database, demands, people)

    with database.read() as session:
        market, seekers = load_market(session, AS_OF), list_seekers(session, AS_OF)
    database.dispose()
    assert [(d.isco, d.best_wage_vnd, d.windows, d.point) for d in market.demands] == [
        (d.isco, d.best_wage_vnd, d.windows, d.point) for d in demands
    ]
    assert [s.availability for s in seekers] == [c.availability for c in people]
    assert [s.profile.evidence for s in seekers] == [c.profile.evidence for c in people]


def test_the_plan_of_a_quick_run_is_as_good_as_the_exact_assignment():
    short, certified, *_ = plan(Scale(quick=True))

    assert short.name.startswith("plan 200 x 50")
    assert -1e-9 <= short.value <= certified.value <= 0.1
