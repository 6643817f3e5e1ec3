"""What planning seats and pricing them is worth: ``python -m tests.bench.seats [--seeds 10]``.

The plan against the exact assignment and OR-tools' min-cost flow is a section of ``noiviec benchmark``. Here: what is
left of the plan when everybody takes their first offer; expected lasting jobs against the two simple rules, in order of
arrival; a year of arrivals. Markets have a known truth (matcher/ranking/simulate.py).
"""

import argparse

import numpy as np

from matcher.ranking.arrivals import Place, draw_years, expected_jobs, guided, hindsight, take_best
from matcher.ranking.fair_order import in_fair_order, worth_buckets
from matcher.ranking.plan import best_candidates, plan_seats
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulate import refer, simulate_market
from matcher.ranking.simulated_pairs import MarketSize

KEPT = 50
OUTCOMES = 112


def say(name, figure, target="", reached=None):
    mark = "" if reached is None else ("reached" if reached else "MISSED")
    print(f"{name:66} {figure:>18} {target:>10} {mark}")


def taken_first(order, chances, openings, seats, rng, *, next_best):
    """Expected jobs when people come in any order and take the first on their list, or the first that is still free."""
    left, total = seats.copy(), 0.0
    for person in rng.permutation(len(order)):
        for k in order[person] if next_best else order[person, :1]:
            if chances[person, k] > 0 and left[openings[person, k]] > 0:
                left[openings[person, k]] -= 1
                total += chances[person, k]
                break
    return total


def offers(seeds):
    """One market a seed: lists ordered by a model that has seen 112 outcomes, judged by the truth."""
    rows = {}
    for seed in seeds:
        market = simulate_market(seed, "additive", MarketSize(600, 200, 50))
        rng = np.random.default_rng(seed)
        seats = 1 + rng.poisson(2.0, 200)
        past = refer(market, OUTCOMES)
        ranker = AdditiveRanker().fit(past.X, past.y, employers=past.employer)
        flat = market.X.reshape(-1, market.X.shape[-1])
        employers = np.broadcast_to(market.employer, market.chance.shape).ravel()
        said = ranker.predict_proba(flat, employers)[:, 1].reshape(market.chance.shape)
        openings, said = best_candidates(np.where(market.eligible, said, np.nan), KEPT)
        true = np.where(openings >= 0, np.take_along_axis(market.chance, openings.clip(min=0), 1), 0.0)
        plan, knowing = plan_seats(openings, said, seats), plan_seats(openings, true, seats)
        planned = (openings == plan.taken[:, None]) & (openings >= 0)
        worth = worth_buckets(said, np.where(openings >= 0, plan.prices[openings], 2.0), planned)
        fair = in_fair_order(worth, rng.integers(0, 2**63, worth.shape, dtype=np.uint64))
        by_chance = np.argsort(-said, axis=1, kind="stable")
        n = packaged_prior().names.index
        far, trade = market.X[..., n("commute_km")], np.nan_to_num(market.X[..., n("trade_nearness")])
        whole = np.tile(np.arange(200), (600, 1))
        allowed = np.where(market.eligible, market.chance, 0.0)
        nearest = np.argsort(np.where(market.eligible, np.nan_to_num(far, nan=1e6), np.inf), axis=1, kind="stable")
        by_trade = np.lexsort((far, -np.round(trade, 2), ~market.eligible), axis=1)
        found = {
            "first offer only, by own chance": taken_first(by_chance, said, openings, seats, rng, next_best=False)
            / plan.expected_jobs,
            "first offer only, fair": taken_first(fair, said, openings, seats, rng, next_best=False)
            / plan.expected_jobs,
            "first that is free, by own chance": taken_first(by_chance, said, openings, seats, rng, next_best=True)
            / plan.expected_jobs,
            "first that is free, fair": taken_first(fair, said, openings, seats, rng, next_best=True)
            / plan.expected_jobs,
            "jobs fair": taken_first(fair, true, openings, seats, rng, next_best=True),
            "jobs nearest": taken_first(nearest, allowed, whole, seats, rng, next_best=True),
            "jobs trade, then nearest": taken_first(by_trade, allowed, whole, seats, rng, next_best=True),
            "jobs knowing the truth": knowing.expected_jobs,
        }
        for name, value in found.items():
            rows.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in rows.items()}


def print_offers(seeds):
    rows = offers(seeds)
    for name in ("first offer only, by own chance", "first that is free, by own chance"):
        say(f"share of the plan when all take the {name}", f"{rows[name].mean():.1%}")
    for name in ("first offer only, fair", "first that is free, fair"):
        say(
            f"share of the plan when all take the {name}",
            f"{rows[name].mean():.1%}",
            ">= 94 %",
            rows[name].mean() >= 0.94,
        )
    for name, least in (("nearest", 0.35), ("trade, then nearest", 0.22)):
        gain = rows["jobs fair"] / rows[f"jobs {name}"] - 1
        say(f"lasting jobs (truth), fair order over {name}", interval(gain), f">= {least:+.0%}", gain.mean() >= least)
    say(
        "lasting jobs (truth), fair order / plan that knows the truth",
        f"{(rows['jobs fair'] / rows['jobs knowing the truth']).mean():.1%}",
    )


def interval(values):
    error = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return f"{values.mean():+.1%} ± {error:.1%}"


def print_arrivals(seeds):
    for words, place in (
        ("waiting up to 12 weeks, openings come and go", Place()),
        ("all seats known, placed at once", Place(all_year=True)),
    ):
        shares = []
        for seed in seeds:
            years = draw_years(seed, place)
            ways = (
                take_best(years.this, years.this.chance),
                guided(years, foresight=False),
                guided(years, foresight=True),
            )
            shares.append([expected_jobs(years.this, way) / hindsight(years.this) for way in ways])
        greedy, priced, foreseeing = np.array(shares).T
        print(f"a year of arrivals, {words}: share of hindsight's optimum")
        say("  greedy", f"{greedy.mean():.1%}")
        say("  by the prices of who waits", f"{priced.mean():.1%}")
        say("  by prices that look ahead as earlier years went", f"{foreseeing.mean():.1%}")
        lead = foreseeing - greedy
        say("  lead over greedy", interval(lead), "> 0", lead.mean() > 1.96 * lead.std(ddof=1) / np.sqrt(len(lead)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args()
    seeds = range(2000, 2000 + asked.seeds)
    print_offers(seeds)
    print_arrivals(seeds)


if __name__ == "__main__":
    main()
