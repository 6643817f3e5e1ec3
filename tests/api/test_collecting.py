"""What a server holds for long is not looked through again and again; what nobody holds goes all the same."""

import gc
import weakref

import pytest

from api import collecting
from api.collecting import set_aside_what_stays


class Node:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def settled(monkeypatch):
    monkeypatch.setattr(collecting, "WHOLE_LOOK_EVERY", 4)
    end = set_aside_what_stays()
    yield
    end()
    gc.freeze()  # as tests/conftest.py leaves it


def test_what_outlived_a_look_is_set_aside(settled):
    assert gc.get_freeze_count() > 100_000


def test_what_came_since_and_holds_only_itself_goes_at_the_next_look(settled):
    gone = weakref.ref(Node())

    gc.collect()

    assert gone() is None


def test_what_was_set_aside_and_holds_only_itself_goes_with_a_whole_look(settled):
    node = Node()
    gc.collect()
    gone = weakref.ref(node)
    del node

    gc.collect()
    stayed = gone() is not None
    gc.collect()

    assert (stayed, gone()) == (True, None)


def test_it_ends_as_it_was(settled):
    before = len(gc.callbacks)

    set_aside_what_stays()()

    assert (len(gc.callbacks), gc.get_freeze_count()) == (before, 0)
