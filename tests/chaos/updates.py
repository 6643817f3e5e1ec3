"""320 updates of four records by eight programs at once, each based on the revision it read: all are kept."""

import argparse
import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator

from api.identities import Identities
from api.row_security import SERVICE, asked_by
from tests.chaos import processes
from tests.chaos.figures import Figure, main
from tests.chaos.offices import case_worker, office, own_people, token_of
from tests.chaos.writes import free_port, wait_until_it_answers

CLIENTS, PEOPLE = 8, 4


def _add_line(connection: http.client.HTTPConnection, token: str, code: str, line: str) -> int:
    """Add one line to the notes of a person, trying again when somebody was faster; gives the number of conflicts."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for conflicts in range(2000):
        connection.request("GET", f"/api/v1/people/{code}", headers=headers)
        answer = connection.getresponse()
        person, tag = json.loads(answer.read()), answer.headers["ETag"]
        notes = f"{person.get('notes') or ''} {line}".strip()
        connection.request("PATCH", f"/api/v1/people/{code}", json.dumps({"notes": notes}), headers | {"If-Match": tag})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 200:
            return conflicts
        assert answer.status == 412, body
    raise AssertionError("an update never came through")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Every update adds a word to somebody's notes; at the end each word must be there once."""
    processes.warm()
    with office(options.store) as service:
        name = case_worker(service)
        token, port, codes = token_of(service, name), free_port(), own_people(service, name)[:PEOPLE]
        server = processes.noiviec(service, "serve", "--port", str(port), "--no-jobs", fault=options.fault)
        wait_until_it_answers(port)
        conflicts: list[int] = []

        def work(number: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for i in range(number, options.size, CLIENTS):
                conflicts.append(_add_line(connection, token, codes[i % len(codes)], f"dòng{i}"))
            connection.close()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        processes.kill(server)
        with service.database.read(asked_by(SERVICE)) as session:
            notes = [identity.notes or "" for identity in Identities(session, service.keys).everyone().values()]
    words = Counter(word for text in notes for word in text.split() if word.startswith("dòng"))
    kept = sum(words[f"dòng{i}"] == 1 for i in range(options.size))
    seen = f"{options.size} concurrent updates on {options.store} ({sum(conflicts)} conflicts tried again)"
    yield Figure(f"{seen}: {kept} kept", "all", kept == options.size == len(conflicts))


if __name__ == "__main__":
    main(run, 320, ("no_revisions",))
