"""What two worlds may differ in without an employer being able to tell: one change a function.

``congty`` has met three people: PT-001 agreed to everything, PT-002 to a given name, PT-005 agreed once and the consent
ended. V-01 and V-02 are its openings.
"""

import json

from tests.security.world import World

MET = ("PT-001", "PT-002", "PT-005")
NOT_MET = ("PT-003", "PT-004", "PT-007", "PT-008", "HS00001")
EVERYBODY = (*MET, *NOT_MET)
OTHERS_OPENINGS = ("V-03", "V-05", "V-06", "V-07", "V-08", "V-09")


def programme(w: World) -> None:
    """The programme, of anybody."""
    w.run(
        "UPDATE person SET programme = ? WHERE code = ?",
        w.pick((None, "chung", "sau cai", w.words())),
        w.pick(EVERYBODY),
    )


def dates_of_return(w: World) -> None:
    """When somebody came home, and by which decision."""
    w.run("UPDATE person SET decision_date = ?, return_date = ? WHERE code = ?", w.day(), w.day(), w.pick(EVERYBODY))


def centre(w: World) -> None:
    """Who taught a course, when, for how long, under which title: the centre shows in all of them."""
    w.run(
        "UPDATE training_record SET provider = ?, start_date = ?, end_date = ?, hours = ?, certificate_no = ?, "
        "level = ?, course = course || ' ' || ?, unread = ? WHERE person_id = ?",
        w.words(), w.day(), w.day(), w.dice.randint(20, 900), w.words(), w.pick(("sơ cấp", None)), w.words(),
        {"Cơ sở": w.words()}, w.id_of("person", w.pick(EVERYBODY)),
    )  # fmt: skip


def health(w: World) -> None:
    """Limits of health."""
    limits = w.pick(([], ["heavy_lifting"], ["heights", "heavy_lifting"]))
    w.run("UPDATE person SET health_limits = ? WHERE code = ?", limits, w.pick(EVERYBODY))


def treatment(w: World) -> None:
    """Hours of treatment."""
    w.run(
        "UPDATE person SET treatment_window = ? WHERE code = ?",
        w.pick(([], [390, 480], [960, 1020])),
        w.pick(EVERYBODY),
    )


def ethnicity(w: World) -> None:
    """Ethnicity."""
    w.run("UPDATE person SET ethnicity = ? WHERE code = ?", w.pick((None, "Kinh", "K'Ho", "Chăm")), w.pick(EVERYBODY))


def sex_and_birth(w: World) -> None:
    """Sex and age: an employer is told neither."""
    w.run(
        "UPDATE person SET sex = ?, birth_date = ? WHERE code = ?",
        w.pick(("nam", "nữ")),
        w.day(1960, 2005),
        w.pick(MET),
    )


def wishes_and_limits(w: World) -> None:
    """What somebody would take on."""
    w.run(
        "UPDATE person SET wage_floor_vnd = ?, max_commute_km = ?, can_relocate = ?, wishes = ?, vehicle = ? "
        "WHERE code = ?",
        w.dice.randint(4, 12) * 10**6,
        float(w.dice.randint(3, 60)),
        w.dice.randint(0, 1),
        [{"words": w.words(), "isco": ["7212"]}],
        w.pick(("motorbike", "none")),
        w.pick(EVERYBODY),
    )


def gaps(w: World) -> None:
    """When and where somebody worked: an employer reads how long, by trade."""
    known = [{"words": w.words(), "isco": ["7212"], "months": 24, "ended_on": w.day()}]
    w.run("UPDATE person SET work_history = ? WHERE code = 'PT-002'", known)
    ((history,),) = w.run("SELECT work_history FROM person WHERE code = 'PT-001'")
    again = [entry | {"words": w.words(), "ended_on": w.day()} for entry in json.loads(history)]
    w.run("UPDATE person SET work_history = ? WHERE code = 'PT-001'", again)


def unread_words(w: World) -> None:
    """Cells of the office's lists that were not understood."""
    w.run(
        "UPDATE person SET unread = ?, place_words = ? WHERE code = ?",
        {"Ghi chú": w.words()},
        w.words(),
        w.pick(EVERYBODY),
    )


def sealed_words(w: World) -> None:
    """Notes, address, ID number, who answers the phone: of those met and others."""
    w.reseal(
        w.pick(EVERYBODY), notes=w.words(), address=w.words(), national_id=f"0600880{w.dice.randint(10000, 99999)}",
        alias=w.name(), contact_note=w.words(), contact={"may_answer": ("mother",), "note": w.words()},
    )  # fmt: skip


def more_of_who_told_a_name(w: World) -> None:
    """Whatever else is on record of who agreed to a given name only."""
    w.reseal("PT-002", full_name=f"{w.name().rsplit(' ', 1)[0]} Thử", phones=(w.phone(),))
    w.run(
        "UPDATE person SET commune_code = ?, licences = ?, shifts = ?, schooling = ? WHERE code = 'PT-002'",
        w.pick(("22945", "23128", None)), w.pick(([], ["B"], ["A1", "C"])), w.pick(([], ["ngày"], ["đêm"])),
        w.dice.randint(0, 12),
    )  # fmt: skip


def all_of_whose_consent_ended(w: World) -> None:
    """Everything of who takes nothing more: not even the name may be seen."""
    w.reseal("PT-005", full_name=w.name(), phones=(w.phone(),))
    w.run(
        "UPDATE person SET commune_code = ?, licences = ? WHERE code = 'PT-005'",
        w.pick(("22945", None)),
        w.pick(([], ["B"])),
    )


def names_of_others(w: World) -> None:
    """Who somebody is whom this employer never met."""
    w.reseal(w.pick(NOT_MET), full_name=w.name(), phones=(w.phone(),))


def code_of_a_person(w: World) -> None:
    """The office's own code of who was met: an employer knows an alias."""
    w.run("UPDATE person SET code = ? WHERE code = ?", f"SC-{w.dice.randint(1000, 9999)}", w.pick(EVERYBODY))


def more_people(w: World) -> None:
    """A longer caseload."""
    for _ in range(w.dice.randint(1, 5)):
        w.new_person(w.pick(("canbo", "canbo2", None)))


def fewer_people(w: World) -> None:
    """Somebody closed their case."""
    w.run("UPDATE person SET closed_on = ? WHERE code = ?", w.day(2025, 2026), w.pick(NOT_MET))


def introduced_elsewhere(w: World) -> None:
    """Who else was introduced, to whom, with which answer."""
    opening = w.id_of("opening", w.pick(OTHERS_OPENINGS))
    w.run(
        "INSERT INTO referral (id, person_id, opening_id, alias, referred_on, referred_by, state, shown, known, "
        "revision) VALUES (?, ?, ?, 'KM 1', ?, 'canbo2', ?, '{}', '{}', 1)",
        f"x{w.dice.random()}",
        w.new_person("canbo2"),
        opening,
        w.day(2026, 2026),
        w.pick(("waiting", "accepted", "declined")),
    )


def on_the_desk_s_old_list(w: World) -> None:
    """A line of the desk's old lists that names this employer: it was never told of it here.

    Never one that was accepted and has not begun: that one holds a seat (formats.md), which its posting shows.
    """
    w.run(
        "INSERT INTO referral (id, person_id, opening_id, alias, referred_on, referred_by, state, shown, known, "
        "revision) VALUES (?, ?, ?, 'KM 2', ?, 'canbo', ?, ?, '{}', 1)",
        f"y{w.dice.random()}",
        w.new_person("canbo"),
        w.id_of("opening", w.pick(("V-01", "V-02"))),
        w.pick(("2026-11-05", "2025-03-01")),
        w.pick(("waiting", "declined")),
        {"source": "list"},
    )


def committed(w: World) -> None:
    """Whether an employer agreed to take people of the scheme, what the desk wrote, and its unread cells."""
    w.run(
        "UPDATE employer SET committed = ?, state_reason = ?, unread = ? WHERE code = ?",
        w.pick((None, 0, 1)),
        w.words(),
        {"Hạng": w.words()},
        w.pick(("3400000514", "3400000063")),
    )


def unread_of_openings(w: World) -> None:
    """Cells of the desk's list of openings that were not understood."""
    w.run("UPDATE opening SET unread = ? WHERE code = ?", {"Nguồn tin": w.words()}, w.pick(("V-01", "V-02", "V-04")))


def other_employers(w: World) -> None:
    """Another employer's record and openings."""
    w.run("UPDATE employer SET name = ?, phone = ?, committed = 1 WHERE code = '3400000063'", w.words(), w.words())
    w.run(
        "UPDATE opening SET title = ?, seats = ? WHERE code = ?",
        w.words(),
        w.dice.randint(1, 90),
        w.pick(OTHERS_OPENINGS),
    )


def why_decided(w: World) -> None:
    """What a case worker decided, and why."""
    w.run(
        "INSERT INTO decision (person_id, opening_id, kind, reason, note, rules, decided_on, decided_by, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, '2026-11-20', 'canbo', '2026-11-20 01:00:00')",
        w.id_of("person", w.pick(EVERYBODY)), w.id_of("opening", "V-01"), w.pick(("dismiss", "override")), w.words(),
        w.words(), w.pick(([], ["treatment_hours"])),
    )  # fmt: skip


def how_it_was_ranked(w: World) -> None:
    """Where the opening stood on a person's list, and what was known of the pair."""
    shown = {"rank": w.dice.randint(1, 20), "chance": w.dice.random()}
    w.run("UPDATE referral SET shown = ?, known = ? WHERE alias LIKE 'KM 4%'", shown, {"health": w.words()})
    w.run("UPDATE suggestion_list SET blocked = ?, blocked_total = ?", {"health": 3}, w.dice.randint(0, 99))


def seat_prices(w: World) -> None:
    """What others would lose."""
    w.run("DELETE FROM seat_price")
    ((run,),) = w.run("SELECT max(id) FROM rerank_run")
    w.run("INSERT INTO seat_price VALUES (?, ?, ?)", w.id_of("opening", "V-01"), w.dice.random(), run)


def case_notes(w: World) -> None:
    """Reminders, results, answers and check-ins of the desk."""
    person = w.id_of("person", w.pick(MET))
    w.run(
        "INSERT INTO reminder (id, person_id, due_on, set_by, set_at) VALUES (?, ?, ?, 'canbo', '2026-11-20 01:00:00')",
        f"r{w.dice.random()}", person, w.day(2026, 2026),
    )  # fmt: skip
    w.run(
        "INSERT INTO check_in (placement_id, on_date, outcome, reason, note, recorded_by) "
        "SELECT id, '2026-11-23', 'not_reached', ?, ?, 'canbo' FROM placement LIMIT 1",
        w.words(),
        w.words(),
    )


def past_jobs(w: World) -> None:
    """Jobs of people this employer never met, elsewhere; why they ended."""
    w.run(
        "INSERT INTO placement (id, person_id, opening_id, started_on, ended_on, leaving_reason, own_work, revision) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, 1)",
        f"p{w.dice.random()}", w.new_person("canbo2"), w.id_of("opening", w.pick(OTHERS_OPENINGS)), w.day(2019, 2021),
        w.day(2022, 2023), w.words(),
    )  # fmt: skip


def proof_of_consent(w: World) -> None:
    """How a consent was proved, and consents to others."""
    w.run("UPDATE consent SET proof = ?, recorded_by = ?", w.words(), w.pick(("canbo", "canbo2")))


def who_introduced(w: World) -> None:
    """Which case worker introduced somebody, and other accounts."""
    w.run("UPDATE referral SET referred_by = ?", w.pick(("canbo2", "canbo3")))
    w.run("UPDATE account SET created_at = '2020-01-01 00:00:00' WHERE name LIKE 'canbo%'")


# In the order in which they are applied: a person is found by the code that they lose at the end.
DELTAS = [
    programme,
    dates_of_return,
    centre,
    health,
    treatment,
    ethnicity,
    sex_and_birth,
    wishes_and_limits,
    gaps,
    unread_words,
    sealed_words,
    more_of_who_told_a_name,
    all_of_whose_consent_ended,
    names_of_others,
    more_people,
    fewer_people,
    introduced_elsewhere,
    on_the_desk_s_old_list,
    committed,
    unread_of_openings,
    other_employers,
    why_decided,
    how_it_was_ranked,
    seat_prices,
    case_notes,
    past_jobs,
    proof_of_consent,
    who_introduced,
    code_of_a_person,
]
