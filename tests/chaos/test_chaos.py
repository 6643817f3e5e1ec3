"""A sample of every harness, in every run of the tests; `make chaos` runs them in full."""

from argparse import Namespace

import pytest

from tests import postgresql_server as postgresql
from tests.chaos import batches, network, refusals, restore, scheduling, updates, wal, writes
from tests.chaos.figures import missed

SAMPLE = {"seed": 5, "store": "sqlite", "fault": None, "only": ""}
on_a_server = pytest.mark.skipif(postgresql.why_not() is not None, reason=str(postgresql.why_not()))


def options(size: int, **more: str) -> Namespace:
    return Namespace(**{**SAMPLE, "size": size, **more})


def test_a_killed_server_loses_nothing_that_it_acknowledged():
    assert not missed(writes.run(options(2)))


@pytest.mark.parametrize("work", ["import", "rerank"])
def test_a_killed_command_leaves_all_or_nothing(work):
    assert not missed(batches.run(options(1, only=work)))


def test_a_damaged_log_opens_as_an_acknowledged_state():
    assert not missed(wal.run(options(20)))


@pytest.mark.parametrize("part", ["double", "leader"])
def test_one_of_several_servers_runs_a_night(part):
    assert not missed(scheduling.run(options(1, only=part)))


@pytest.mark.parametrize("part", ["clocks", "zones"])
def test_clocks_and_zones_change_no_due_time(part):
    assert not missed(scheduling.run(options(40, only=part)))


def test_concurrent_updates_are_all_kept():
    assert not missed(updates.run(options(24)))


def test_a_full_disk_is_told_and_loses_nothing():
    assert not missed(refusals.run(options(1, only="disk")))


def test_damaged_files_are_told_in_a_sentence():
    assert not missed(refusals.run(options(2, only="damaged")))


def test_what_is_restored_and_moved_is_what_was_there():
    assert not missed(restore.run(options(150)))


@on_a_server
def test_a_silent_postgresql_is_noticed():
    assert not missed(network.run(options(1, only="silent")))
