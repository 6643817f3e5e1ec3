"""Bulk ranking beside other ways to the best openings of everybody, and as people and openings grow."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from api.benchmark.country import draw_market
from api.benchmark.country_people import draw_candidates
from api.benchmark.figures import Figure, Scale, find_peer, in_child, interleaved, peak_gb, ratio, seconds, work_seconds
from matcher.ranking.bulk import rank_one_by_one
from matcher.ranking.coded_openings import CodedOpenings, code_openings
from matcher.ranking.coded_people import Candidate, CodedPeople, code_people
from matcher.ranking.demands import Market
from matcher.ranking.features import pair_features
from matcher.ranking.kernel_blocks import rank_coded, rank_compiled
from matcher.ranking.order import score_market, suggest
from matcher.ranking.ranker import AdditiveRanker

PEOPLE, OPENINGS, LENGTH, WORKERS = 100_000, 20_000, 20, 2
_DIMENSIONS = 32
"""Of the vectors that the other libraries multiply: what a small learned embedding would have."""
_RANKER = AdditiveRanker.from_prior()


@cache
def _coded(n_people: int, n_openings: int) -> tuple[CodedPeople, CodedOpenings]:
    openings = code_openings(draw_market(n_openings), _RANKER)
    return code_people(draw_candidates(n_people, n_openings), openings, _RANKER), openings


def _vectors(n: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((n, _DIMENSIONS), dtype=np.float32)


def _faiss(n_people: int, n_openings: int, workers: int) -> Callable[[], object] | None:
    faiss = find_peer("faiss")
    if faiss is None:
        return None
    index, people = faiss.IndexFlatIP(_DIMENSIONS), _vectors(n_people, 2)
    index.add(_vectors(n_openings, 1))

    def search() -> None:
        faiss.omp_set_num_threads(workers)
        index.search(people, LENGTH)

    return search


def _implicit(n_people: int, n_openings: int, workers: int) -> Callable[[], object] | None:
    topk = find_peer("implicit.cpu.topk")
    if topk is None:
        return None
    return partial(topk.topk, _vectors(n_openings, 1), _vectors(n_people, 2), LENGTH, num_threads=workers)


def against_peers(scale: Scale) -> Iterator[Figure]:
    """The kernel's time over that of the fastest searches for the largest inner products.

    By the clock on all workers, and by the processor's time on one: a search whose threads wait for each other in a
    loop is slowed by whatever else the machine does, which the clock would count in the kernel's favour.
    """
    n_people, n_openings = scale.of(PEOPLE), scale.of(OPENINGS)
    people, openings = _coded(n_people, n_openings)
    size = f"{n_people:,} x {n_openings:,}"
    for name, make, target in (("faiss IndexFlatIP", _faiss, 0.8), ("implicit's top-k", _implicit, None)):
        for words, workers, watch in (("clock", WORKERS, seconds), ("processor", 1, work_seconds)):
            theirs, row = (
                make(n_people, n_openings, workers),
                f"kernel {size}, all rules: {words}, {workers} thr. / {name}",
            )
            if theirs is None:
                yield Figure(row, skipped="not installed")
                continue
            ours = partial(rank_coded, _RANKER, people, openings, LENGTH, workers)
            times = interleaved((ours, theirs), rounds=5, watch=watch)
            yield Figure(row, ratio(*times), "x", most=None if target is None else scale.bound(target))
            yield Figure("  seconds, ours", float(np.median(times[0])), "s")
            yield Figure(f"  seconds, {name}", float(np.median(times[1])), "s")


def against_plain(scale: Scale) -> Iterator[Figure]:
    """The kernel's time over that of the same model asked pair by pair, and person by person with numpy."""
    n_people, n_openings = scale.of(PEOPLE), scale.of(OPENINGS)
    people, openings = _coded(n_people, n_openings)
    few = list(draw_candidates(8, n_openings))
    X = np.vstack([pair_features(c.profile, c.availability, openings.market).X for c in few])
    employers = np.tile(np.array(openings.market.employers), len(few))
    ours, model, plain = interleaved(
        (
            partial(rank_coded, _RANKER, people, openings, LENGTH, WORKERS),
            partial(_RANKER.predict_proba, X, employers),
            partial(rank_one_by_one, _RANKER, few, openings.market, LENGTH),
        )
    )
    share = len(X) / (n_people * n_openings)
    yield Figure("scikit-learn's predict_proba: time a pair / kernel", ratio(model, ours) / share, "x", least=1000.0)
    yield Figure("numpy, person by person: time a person / kernel", ratio(plain, ours) / share, "x")


def growth(scale: Scale) -> Iterator[Figure]:
    """Coding and ranking together as people and openings grow."""
    for n_people, n_openings in ((1000, 250), (5000, 1000), (20_000, 4000), (100_000, 20_000)):
        if scale.quick and n_people > PEOPLE // 10:
            return
        market, people = draw_market(n_openings), list(draw_candidates(n_people, n_openings))
        work = partial(rank_compiled, _RANKER, people, market, LENGTH, WORKERS)
        work()
        yield Figure(f"rank {n_people:,} x {n_openings:,}, coding included", seconds(work), "s")


def memory(scale: Scale) -> Iterator[Figure]:
    """The most memory that ranking a country takes, libraries and people's codes included."""
    n_people, n_openings = scale.of(PEOPLE), scale.of(OPENINGS)
    held = in_child(_peak_of_ranking, n_people, n_openings)
    yield Figure(f"peak memory of ranking {n_people:,} x {n_openings:,}", held, "GB", most=scale.bound(0.6))


def _peak_of_ranking(n_people: int, n_openings: int) -> float:
    rank_compiled(_RANKER, draw_candidates(n_people, n_openings), draw_market(n_openings), LENGTH, WORKERS)
    return peak_gb()


def _suggest_to(person: Candidate, market: Market) -> None:
    suggest(_RANKER, score_market(_RANKER, person.profile, person.availability, market), 10, person.seed)


def single(scale: Scale) -> Iterator[Figure]:
    """One person's list with its reasons, the market at hand."""
    n_openings = scale.of(OPENINGS)
    market, people = draw_market(n_openings), list(draw_candidates(60, n_openings))
    took = [seconds(partial(_suggest_to, person, market)) * 1000 for person in (*people[:10], *people)]
    measured = took[10:]
    name = f"one suggestion at {n_openings:,} openings: median"
    yield Figure(name, float(np.median(measured)), "ms", most=scale.bound(10.0))
    yield Figure("  slowest of twenty", float(np.quantile(measured, 0.95)), "ms")
