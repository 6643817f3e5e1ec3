"""Defects put in on purpose, into the child process alone: a harness that does not catch them proves nothing."""

import threading
import time
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import Annotated, Any

from sqlmodel import Session


def _answer_before_commit() -> None:
    """A write is acknowledged and committed a little later."""
    from api.db import Database

    usual = Database.write

    @contextmanager
    def write(self: Database, info: Any = None) -> Any:
        whole = usual(self, info)
        session = whole.__enter__()
        try:
            yield session
            session.flush()
        except BaseException as error:
            if not whole.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            threading.Timer(0.05, copy_context().run, (whole.__exit__, None, None, None)).start()

    Database.write = write


def _publish_in_parts() -> None:
    """A ranking commits what it publishes ten people at a time."""
    from matcher import rerank

    whole = rerank._publish

    def publish(session: Any, run: Any, lists: Any) -> int:
        lists, done = list(lists), 0
        for start in range(0, len(lists), 10):
            done += whole(session, run, lists[start : start + 10])
            Session.commit(session)
        return done

    rerank._publish = publish


def _import_in_parts() -> None:
    """An import commits every ten rows."""
    from api.imports import importer, store

    finish = store.StoreContext.finish_part

    def finish_and_commit(self: Any, **how: Any) -> None:
        finish(self, **how)
        Session.commit(self.session)

    store.StoreContext.finish_part, importer.WRITTEN_TOGETHER = finish_and_commit, 10


def _keys_after_data() -> None:
    """A renewal seals with keys that are kept only after the data are."""
    from api.acts import key_rotation

    renew = key_rotation._renew

    def late(caller: Any, successors: Any, places: Any) -> int:
        store, kept = caller.service.keys, []
        found = store.person_keys(successors.values())
        store._connection.executemany("DELETE FROM person_keys WHERE key_id = ?", [(k,) for k in found])
        usual = store.person_keys
        store.person_keys = lambda ids: usual(ids) | {k: v for k, v in found.items() if k in set(ids)}
        done = renew(caller, successors, places)
        kept.extend(found.items())
        made = "INSERT INTO person_keys (key_id, key, created, generation) VALUES (?, ?, '', 1)"
        store._connection.executemany(made, kept)
        return done

    key_rotation._renew = late


def _model_in_halves() -> None:
    """A training keeps half of its model's document, and the rest in the next transaction."""
    from matcher import train

    keep = train.keep_model

    def keep_half(session: Any, *given: Any) -> Any:
        row = keep(session, *given)
        whole, row.document = row.document, row.document[: len(row.document) // 2]
        session.flush()
        Session.commit(session)
        row.document = whole
        session.flush()
        return row

    train.keep_model = keep_half


def _deaf() -> None:
    """Nobody knocks at a silent server."""
    from api.postgresql import Line

    Line.answers = lambda *_: True
    Line.is_known_down = False


def _forgetful() -> None:
    """The key of a request is not marked by the work that it stands for."""
    from api import once

    once._mark = lambda *_: None


def _no_revisions() -> None:
    """A change is made whatever it was based on."""
    from api.acts import people

    change = people.change_person

    def any_revision(caller: Any, code: str, _revision: int, sent: Any) -> Any:
        return change(caller, code, people.read_person(caller, code)["revision"], sent)

    people.change_person = any_revision


def _slow_lists() -> None:
    """Every list of suggestions waits for something, and everybody waits with it."""
    from api.acts.list_desk import ListDesk

    usual = ListDesk.ask

    async def slow(self: Any, asked: Any) -> Any:
        time.sleep(0.06)
        return await usual(self, asked)

    ListDesk.ask = slow


def _hoarding() -> None:
    """Every request leaves something behind that is never let go."""
    from api.db import Database

    usual, kept = Database.read, list[bytes]()

    def read(self: Any, *given: Any) -> Any:
        kept.append(bytes(bytearray(10_000)))
        return usual(self, *given)

    Database.read = read


def _falls_over_emoji() -> None:
    """What cleans a text that came in falls over an emoji."""
    from api import text_fields

    tidy = text_fields.tidy

    def narrow(text: str) -> str:
        if any(ord(letter) > 0xFFFF for letter in text):
            raise RuntimeError("more than two bytes")
        return tidy(text)

    text_fields.tidy = narrow


def _forgets_to_ask() -> None:
    """One address answers without asking who calls."""
    from fastapi import Query

    from api.routes.lookups import router

    address = "/lookups/occupations"
    router.routes[:] = [route for route in router.routes if getattr(route, "path", None) != address]

    @router.get(address)
    def occupations(q: Annotated[str, Query()]) -> dict[str, Any]:
        return {"items": [], "query": q}


def _leaves_rows_out() -> None:
    """A backup leaves a course of somebody out, and counts what it wrote."""
    from api.backups import archive

    usual = archive.read_rows

    def read(connection: Any, form: Any) -> Any:
        for rows in usual(connection, form):
            yield rows[:-1] if form.name == "training_record" else rows

    archive.read_rows = read


def _swallows_errors() -> None:
    """What the store refuses to keep is acknowledged all the same."""
    from api.db import Database
    from api.store_errors import DatabaseError

    usual = Database.write

    @contextmanager
    def write(self: Database, info: Any = None) -> Any:
        with suppress(DatabaseError), usual(self, info) as session:
            yield session

    Database.write = write


FAULTS = {
    "leaves_rows_out": _leaves_rows_out,
    "swallows_errors": _swallows_errors,
    "slow_lists": _slow_lists,
    "hoarding": _hoarding,
    "falls_over_emoji": _falls_over_emoji,
    "forgets_to_ask": _forgets_to_ask,
    "no_revisions": _no_revisions,
    "deaf": _deaf,
    "forgetful": _forgetful,
    "answer_before_commit": _answer_before_commit,
    "publish_in_parts": _publish_in_parts,
    "import_in_parts": _import_in_parts,
    "keys_after_data": _keys_after_data,
    "model_in_halves": _model_in_halves,
}
