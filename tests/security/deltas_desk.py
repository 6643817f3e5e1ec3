"""What two worlds may differ in without a case worker (``canbo``) or a supervisor (``giamsat``) being able to tell.

The published lists stay as they are: what others' records do to seats and prices is theirs to know as bands and
counts only, so no change here touches what ranks.
"""

from itertools import pairwise

import numpy as np

from api.acts.suggestions import MANY_NEED, SOME_NEED
from matcher.list_items import PACKED
from tests.security.deltas_employer import EVERYBODY, committed, ethnicity
from tests.security.world import World

__all__ = ["CASE_WORKER", "SUPERVISOR"]
ANOTHER_S = ("PT-003", "PT-006", "PT-007", "PT-008")
BANDS = (0.0, SOME_NEED, MANY_NEED, 1.0)
OUT_OF_AREA = ("PT-006", "PT-007")
"""Neither of ``canbo`` nor of a commune of ``giamsat``."""


def _restricted(w: World, code: str) -> None:
    w.run(
        "UPDATE person SET programme = ?, decision_date = ?, return_date = ?, ethnicity = ?, unread = ?, "
        "place_words = ? WHERE code = ?",
        w.pick(("sau cai", "chung", w.words())),
        w.day(),
        w.day(),
        w.pick(("Kinh", "Chăm")),
        {"Ghi chú": w.words()},
        w.words(),
        code,
    )


def _sealed(w: World, code: str) -> None:
    w.reseal(code, full_name=w.name(), notes=w.words(), address=w.words(), phones=(w.phone(),), alias=w.name())


def others_restricted(w: World) -> None:
    """Programme, dates, ethnicity and unread cells of another's person."""
    _restricted(w, w.pick(ANOTHER_S))


def others_identity(w: World) -> None:
    """Who another's person is."""
    _sealed(w, w.pick(ANOTHER_S))


def others_health(w: World) -> None:
    """Health, treatment and limits of another's person; lists are published already."""
    w.run(
        "UPDATE person SET health_limits = ?, treatment_window = ?, wage_floor_vnd = ?, wishes = '[]', sex = ? "
        "WHERE code = ?",
        w.pick(([], ["heights"])),
        w.pick(([], [400, 500])),
        w.dice.randint(4, 9) * 10**6,
        w.pick(("nam", "nữ")),
        w.pick(ANOTHER_S),
    )


def others_courses(w: World) -> None:
    """Where and when another's person was taught; which trade stays."""
    w.run(
        "UPDATE training_record SET provider = ?, certificate_no = ?, hours = ?, unread = ? WHERE person_id = ?",
        w.words(), w.words(), w.dice.randint(10, 900), {"Cơ sở": w.words()}, w.id_of("person", w.pick(ANOTHER_S)),
    )  # fmt: skip


def others_case(w: World) -> None:
    """Reminders, answers and decisions about another's person."""
    person = w.id_of("person", w.pick(ANOTHER_S))
    w.run(
        "INSERT INTO reminder (id, person_id, due_on, set_by, set_at) "
        "VALUES (?, ?, ?, 'canbo2', '2026-11-20 01:00:00')",
        f"r{w.dice.random()}",
        person,
        w.day(2026, 2026),
    )
    w.run(
        "INSERT INTO decision (person_id, opening_id, kind, reason, note, rules, decided_on, decided_by, recorded_at) "
        "VALUES (?, ?, 'dismiss', ?, ?, '[]', '2026-11-20', 'canbo2', '2026-11-20 01:00:00')",
        person, w.id_of("opening", "V-05"), w.words(), w.words(),
    )  # fmt: skip
    w.run(
        "INSERT INTO person_answer (person_id, opening_id, answer, on_date, recorded_by, recorded_at) "
        "VALUES (?, ?, 'no', '2026-11-20', 'canbo2', '2026-11-20 01:00:00')",
        person, w.id_of("opening", "V-05"),
    )  # fmt: skip


def others_consents(w: World) -> None:
    """What another's person agreed to, and how it was proved."""
    w.run(
        "UPDATE consent SET proof = ?, wording = ?, fields = ? WHERE person_id = ? AND purpose = 'meet_employer'",
        w.words(), w.words(), ["phone"], w.id_of("person", w.pick(ANOTHER_S)),
    )  # fmt: skip


def others_more(w: World) -> None:
    """More people of another's, of whom no list is published."""
    for _ in range(w.dice.randint(1, 4)):
        w.new_person("canbo2", commune="23128")


def others_referral_words(w: World) -> None:
    """Why another's introduction was declined, its alias and what was shown."""
    w.run(
        "UPDATE referral SET reason = ?, alias = ?, shown = json_set(shown, '$.rank', ?) WHERE person_id = ?",
        w.words(), f"KM {w.dice.randint(5000, 9999)}", w.dice.randint(1, 9), w.id_of("person", w.pick(ANOTHER_S)),
    )  # fmt: skip


def others_jobs(w: World) -> None:
    """Why another's person left, what a call found."""
    w.run(
        "UPDATE placement SET leaving_reason = ? WHERE person_id = ? AND ended_on IS NOT NULL",
        w.words(), w.id_of("person", w.pick(ANOTHER_S)),
    )  # fmt: skip
    w.run(
        "INSERT INTO check_in (placement_id, on_date, outcome, reason, note, recorded_by) "
        "SELECT id, '2026-11-23', 'not_reached', ?, ?, 'canbo2' FROM placement WHERE person_id = ? LIMIT 1",
        w.words(), w.words(), w.id_of("person", "PT-007"),
    )  # fmt: skip


def prices(w: World) -> None:
    """What people whom one does not see would lose by a seat, within its band: of the plan and of the lists."""
    inside = {band: band[0] + (band[1] - band[0]) * w.dice.uniform(0.1, 0.9) for band in pairwise(BANDS)}
    for (low, high), price in inside.items():
        w.run("UPDATE seat_price SET price = ? WHERE price >= ? AND price < ?", price, low, high)
    for number, items in w.run("SELECT id, items FROM suggestion_list"):
        packed = np.frombuffer(items, PACKED).copy()
        old = packed["seat_price"].copy()
        for (low, high), price in inside.items():
            packed["seat_price"][(low <= old) & (old < high)] = price
        w.run("UPDATE suggestion_list SET items = ? WHERE id = ?", packed.tobytes(), number)


def imports_of_others(w: World) -> None:
    """Somebody else's imports."""
    w.run("UPDATE import_run SET counts = ? WHERE started_by = 'giamsat-moi'", {"imported": w.dice.randint(1, 99)})


def accounts(w: World) -> None:
    """When accounts were made or closed, and who tried to sign in."""
    w.run("UPDATE account SET created_at = ? WHERE name = 'quantri'", f"{w.day()} 00:00:00")
    w.run("INSERT INTO throttle VALUES (?, ?, '2026-11-24 00:00:00')", f"{w.dice.random()}", w.dice.randint(1, 9))


def own_notes(w: World) -> None:
    """Notes and ID number of anybody: a supervisor reads neither."""
    w.reseal(w.pick(EVERYBODY), notes=w.words(), national_id=f"0600880{w.dice.randint(10000, 99999)}")


def out_of_area(w: World) -> None:
    """Everything that does not rank of who lives outside the area."""
    code = w.pick(OUT_OF_AREA)
    _restricted(w, code)
    _sealed(w, code)


_OTHERS = [
    others_restricted, others_identity, others_health, others_courses, others_case, others_consents, others_more,
    others_referral_words, others_jobs,
]  # fmt: skip
CASE_WORKER = [*_OTHERS, prices, imports_of_others, accounts, ethnicity]
SUPERVISOR = [own_notes, out_of_area, ethnicity, accounts, imports_of_others]
DESK_MAY_KNOW = (committed,)
"""For comparison: a change that the desk does see; the harness must notice it."""
