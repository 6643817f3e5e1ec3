"""The same night on a Dask cluster: the same lists bit for bit, whole or not at all, and nobody's words on the way."""

import dataclasses
import os
import signal
import threading
import time
from datetime import date

import numpy as np
import pytest
from sqlmodel import select

from api.benchmark.country import draw_market
from api.benchmark.country_people import draw_candidates
from api.cluster import ClusterFailed, DaskCluster, edition, runner_of
from matcher.ranking.kernel_blocks import rank_compiled
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.shards import rank_in_shards, rank_shard
from matcher.ranking_tables import PublishedList, RerankRun, SuggestionList
from matcher.rerank import Means, rerank
from tests.factories import TODAY, a_person, an_opening, clock

distributed = pytest.importorskip("distributed", reason="Dask is not installed: one machine computes")

RANKER = AdditiveRanker.from_prior()
MARKET = draw_market(300)
PEOPLE = list(draw_candidates(1500, 300))


@pytest.fixture(scope="module")
def cluster():
    rank_compiled(RANKER, PEOPLE[:1], MARKET, 50)  # compiled once, here, and not by each worker at the same time
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    yield made
    made.close()


def runner(cluster, shard_people=400):
    return DaskCluster(cluster.scheduler_address.removeprefix("tcp://"), shard_people)


def nowhere():
    return DaskCluster("127.0.0.1:9", 2, patience=0.3)


def same(found, expected):
    return all(np.array_equal(f, e, equal_nan=True) for f, e in zip(found, expected, strict=True))


def with_people(database, people=9):
    with database.write() as session:
        for number in range(people):
            a_person(session, code=f"HS{number}", max_commute_km=5.0 + number)
        for number in range(12):
            an_opening(session, code=f"TD{number}", wage_high_vnd=6_000_000 + 100_000 * number)


def published(database):
    with database.read() as session:
        lists = select(SuggestionList).join(PublishedList, PublishedList.list_id == SuggestionList.id)
        return [
            one.model_dump(exclude={"id", "run_id"}) for one in session.exec(lists.order_by(SuggestionList.person_id))
        ]


def test_two_workers_find_the_same_lists_bit_for_bit(cluster):
    found = rank_in_shards(RANKER, PEOPLE, MARKET, 50, runner(cluster))

    assert same(found, rank_compiled(RANKER, PEOPLE, MARKET, 50))


def test_a_worker_killed_in_mid_shard_costs_nothing_but_its_shard(cluster):
    killed = []

    def kill_the_first_that_works():
        workers = cluster.scheduler.workers
        while not any(w.processing for w in workers.values()):
            time.sleep(0.001)
        busy = next(w for w in list(workers.values()) if w.processing)
        killed.append(cluster.workers[busy.name].pid)
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_the_first_that_works)
    killer.start()
    found = rank_in_shards(RANKER, PEOPLE, MARKET, 50, runner(cluster, 100))
    killer.join()

    assert killed
    assert same(found, rank_compiled(RANKER, PEOPLE, MARKET, 50))


def test_a_night_on_a_cluster_publishes_what_a_night_here_publishes(database, cluster):
    with_people(database)
    rerank(database, TODAY, clock)
    here = published(database)

    report = rerank(database, TODAY, clock, means=Means(runner=runner(cluster, 4)))

    assert (report.people, report.suggestions) == (9, 9 * 12)
    assert published(database) == here


def test_without_its_cluster_a_night_fails_whole_and_the_last_version_stays(database):
    with_people(database)
    rerank(database, TODAY, clock)
    before = published(database)

    with pytest.raises(ClusterFailed, match=r"^Không kết nối được cụm máy tính 127\.0\.0\.1:9;[^.]*Dask\.$"):
        rerank(database, TODAY, clock, means=Means(runner=nowhere()))

    assert published(database) == before
    with database.read() as session:
        states = session.exec(select(RerankRun.state, RerankRun.note).order_by(RerankRun.id)).all()
    assert states == [("done", None), ("failed", "ClusterFailed")]


def test_a_shard_that_no_worker_can_do_fails_the_night_with_one_sentence(cluster):
    broken = RANKER.coded_tables()  # no worker ranks by this

    with pytest.raises(ClusterFailed, match="làm mất 1 phần việc sau 3 lần thử"):
        runner(cluster).run(broken, [None])


def leaves(value):
    """Every part of a message that is not made of parts."""
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        value = [*value.keys() - set(dataclass_names()), *value.values()]
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def dataclass_names():
    from matcher.ranking.coded_openings import CodedOpenings
    from matcher.ranking.coded_people import CodedPeople
    from matcher.ranking.demands import Market

    return {field.name for kind in (CodedOpenings, CodedPeople, Market) for field in dataclasses.fields(kind)}


class Recorder:
    """Ranks here and keeps what would have been sent."""

    shard_people = 500

    def __init__(self):
        self.sent = []

    def run(self, shared, shards):
        self.sent = [shared, *shards]
        return [rank_shard(shared, shard) for shard in self.sent[1:]]


def test_workers_are_sent_numbers_and_no_word_of_anybody():
    recorder = Recorder()

    found = rank_in_shards(RANKER, PEOPLE, MARKET, 50, recorder)

    parts = list(leaves(recorder.sent))
    arrays = [p for p in parts if isinstance(p, np.ndarray)]
    others = [p for p in parts if not isinstance(p, np.ndarray)]
    assert len(arrays) > 100
    assert {a.dtype.kind for a in arrays} <= set("biuf")
    assert all(isinstance(p, (int, float)) or p == date.min for p in others)
    assert same(found, rank_compiled(RANKER, PEOPLE, MARKET, 50))


@pytest.mark.parametrize("people", [[], PEOPLE[:1]])
def test_nobody_and_one_person_are_shards_too(people):
    assert same(rank_in_shards(RANKER, people, MARKET, 50, Recorder()), rank_compiled(RANKER, people, MARKET, 50))


def test_a_machine_without_dask_says_so_at_once(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    assert runner_of("local") is None
    with pytest.raises(ClusterFailed, match=r"noiviec\[dask\]"):
        runner_of("dask://may-chu:8786")


def test_an_edition_is_the_source_of_ranking_and_its_libraries():
    assert edition() == edition()
    assert len(edition()) == 64
