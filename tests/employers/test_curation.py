"""What a curator teaches is found again, replaced and taken back; openings follow, and what a hand set stands."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, SQLModel, create_engine, select

from employers.curation import (
    Lesson,
    PhraseUnusable,
    UnknownPhrase,
    forget,
    phrase_history,
    relink_openings,
    taught_phrases,
    teach,
)
from employers.merge_records import keep_merge
from employers.merging import (
    DifferentTaxCodes,
    KeepTaxCode,
    MergedAway,
    SameRecord,
    merge_employers,
    surviving,
)
from employers.moves import Moves, take_back
from employers.openings import market_revision
from employers.reference.occupation_linker import link_occupations
from employers.reference.occupations import UnknownOccupation
from employers.tables import Employer, EmployerMerge, MarketRevision, Opening, TaughtPhrase
from employers.unknown_texts import in_order, unknown_titles

TODAY = date(2026, 11, 23)
BY = ("giamsat", datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
TABLES = (Employer, Opening, MarketRevision, TaughtPhrase, EmployerMerge)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[t.__table__ for t in TABLES])
    with Session(engine) as session:
        yield session
    engine.dispose()


def an_employer(session: Session, code: str, name: str = "Cơ sở Minh Phát", **given) -> Employer:
    employer = Employer(code=code, name=name, name_core="minh phat", registered_on=TODAY, **given)
    session.add(employer)
    session.flush()
    return employer


def an_opening(session: Session, code: str, title: str, employer: Employer | None = None, **given) -> Opening:
    employer = employer or session.get(Employer, 1) or an_employer(session, "NSD00001")
    given = {"state": "open", "isco": [r.code for r in link_occupations(title)], **given}
    opening = Opening(code=code, employer_id=employer.id, title=title, **given)
    session.add(opening)
    session.flush()
    return opening


def taught(session: Session, words: str, *codes: str) -> Lesson:
    before = taught_phrases(session)
    teach(session, words, codes, BY)
    return Lesson(before, taught_phrases(session))


def test_a_taught_phrase_is_understood_at_once(session):
    assert link_occupations("Thợ xoèn khuỵp") == ()

    teach(session, "Thợ xoèn khuỵp", ["7126"], BY)

    read = link_occupations("tuyển gấp THỢ XOÈN KHUỴP lương 9tr", taught_phrases(session))
    assert [r.code for r in read] == ["7126"]


def test_wages_counts_and_calls_are_not_part_of_what_is_taught(session):
    phrase = teach(session, "Tuyển 3 thợ xoèn khuỵp, lương 9tr", ["7126"], BY)

    assert phrase.phrase == "thợ xoèn khuỵp"


def test_several_codes_keep_their_order(session):
    teach(session, "thợ xoèn khuỵp", ["7126", "7411"], BY)

    assert [r.code for r in link_occupations("Thợ xoèn khuỵp", taught_phrases(session))] == ["7126", "7411"]


def test_a_code_that_is_no_occupation_is_refused(session):
    with pytest.raises(UnknownOccupation):
        teach(session, "thợ xoèn khuỵp", ["7126", "9999"], BY)

    assert phrase_history(session) == []


@pytest.mark.parametrize("words", ["may", "...", "lương 9tr", "12345"])
def test_words_that_would_not_be_found_again_are_refused(session, words):
    with pytest.raises(PhraseUnusable):
        teach(session, words, ["7531"], BY)


def test_the_same_words_are_replaced_and_stay_on_record(session):
    first = teach(session, "thợ xoèn khuỵp", ["7126"], BY)
    later = ("giamsat2", datetime(2026, 11, 24, 8, 0, tzinfo=UTC))

    second = teach(session, "Thợ xoèn khuỵp ", ["7213"], later)

    assert taught_phrases(session) == {"thợ xoèn khuỵp": "7213"}
    assert second.replaces_id == first.id
    assert (first.codes, first.taught_by, first.ended_by, first.ended_at) == (["7126"], "giamsat", *later)


def test_the_same_words_typed_bare_keep_their_accents(session):
    teach(session, "thợ xoèn khuỵp", ["7126"], BY)

    teach(session, "tho xoen khuyp", ["7213"], BY)

    assert taught_phrases(session) == {"thợ xoèn khuỵp": "7213"}


def test_words_that_differ_in_their_accents_are_two_phrases(session):
    teach(session, "thợ nghè sẫm", ["7317"], BY)
    teach(session, "thợ nghé sầm", ["6121"], BY)

    read = {
        words: [r.code for r in link_occupations(words, taught_phrases(session))] for words in taught_phrases(session)
    }

    assert read == {"thợ nghè sẫm": ["7317"], "thợ nghé sầm": ["6121"]}


def test_a_phrase_taken_back_counts_no_more_and_stays_on_record(session):
    phrase = teach(session, "thợ xoèn khuỵp", ["7126"], BY)

    forget(session, phrase.id, BY)

    assert taught_phrases(session) == {}
    assert [p.ended_by for p in phrase_history(session)] == ["giamsat"]
    with pytest.raises(UnknownPhrase):
        forget(session, phrase.id, BY)


def test_openings_that_hold_the_words_are_read_anew_and_lists_are_recomputed(session):
    opening = an_opening(session, "TD1", "Cần thợ xoèn khuỵp")
    other = an_opening(session, "TD2", "Thợ hàn")
    was = market_revision(session)

    relinked = relink_openings(session, taught(session, "thợ xoèn khuỵp", "7126"))

    assert [r.row.code for r in relinked] == ["TD1"]
    assert (opening.isco, opening.revision, other.revision) == (["7126"], 2, 1)
    assert opening.isco_confidence > 0.5
    assert market_revision(session) > was


def test_taking_back_undoes_what_was_read_anew(session):
    opening = an_opening(session, "TD1", "Cần thợ xoèn khuỵp")
    relink_openings(session, taught(session, "thợ xoèn khuỵp", "7126"))
    before = taught_phrases(session)

    forget(session, phrase_history(session)[0].id, BY)
    relink_openings(session, Lesson(before, taught_phrases(session)))

    assert (opening.isco, opening.isco_confidence, opening.revision) == ([], None, 3)


def test_an_occupation_that_a_hand_set_stands(session):
    opening = an_opening(session, "TD1", "Thợ xoèn khuỵp", isco=["7213"])

    relinked = relink_openings(session, taught(session, "thợ xoèn khuỵp", "7126"))

    assert (relinked, opening.isco) == ([], ["7213"])


def test_texts_of_open_openings_come_first_then_the_most_frequent(session):
    for n in range(3):
        an_opening(session, f"TD{n}", "Thợ nghè sẫm", state="closed")
    an_opening(session, "TD8", "Khuỵp", state="closed")
    an_opening(session, "TD9", "THO XOEN KHUYP")
    an_opening(session, "TD10", "Thợ xoèn khuỵp", state="closed")

    waiting = in_order(unknown_titles(session, TODAY), {})

    assert [(u.text, u.count, u.open_openings) for u in waiting] == [
        ("Thợ xoèn khuỵp", 2, 1),
        ("Thợ nghè sẫm", 3, 0),
        ("Khuỵp", 1, 0),
    ]
    assert waiting[1].openings == ["TD0", "TD1", "TD2"]


@pytest.mark.parametrize("words", ["Việc gì cũng được nha", "Lương 9tr", "không"])
def test_words_that_name_no_occupation_leave_the_queue(session, words):
    an_opening(session, "TD1", words)

    teach(session, words, [], BY)

    assert in_order(unknown_titles(session, TODAY), taught_phrases(session)) == []


def merged(session: Session, kept: Employer, dropped: Employer) -> EmployerMerge:
    moves = Moves(session)
    merge_employers(session, kept, dropped, moves)
    return keep_merge(session, EmployerMerge, (kept.id, dropped.id), moves, BY)


def dump(session: Session) -> list[dict]:
    session.flush()
    session.expire_all()
    return [row.model_dump() for table in (Employer, Opening) for row in session.exec(select(table).order_by(table.id))]


def test_openings_move_to_the_kept_employer_and_what_it_lacks_is_taken_over(session):
    kept = an_employer(session, "3400000514", tax_code="3400000514", phone="0252")
    dropped = an_employer(session, "NSD00001", phone="0999", contact_name="Chị Lan")
    opening = an_opening(session, "TD1", "Thợ hàn", dropped)

    merged(session, kept, dropped)

    assert (opening.employer_id, opening.revision) == (kept.id, 2)
    assert (kept.phone, kept.contact_name, dropped.state) == ("0252", "Chị Lan", "suspended")
    assert surviving(session, dropped) is kept


def test_undoing_restores_every_row_as_it_was(session):
    kept, dropped = an_employer(session, "NSD00001"), an_employer(session, "NSD00002", phone="0999")
    an_opening(session, "TD1", "Thợ hàn", dropped, closes_on=date(2026, 12, 1))
    was = dump(session)

    merge = merged(session, kept, dropped)
    assert dump(session) != was
    left = take_back(session, merge.record, (Employer, Opening))

    assert (left, dump(session)) == (0, was)


def test_what_was_changed_since_the_merge_is_left_as_it_is(session):
    kept, dropped = an_employer(session, "NSD00001"), an_employer(session, "NSD00002", phone="0999")
    merge = merged(session, kept, dropped)
    kept.phone, kept.revision = "0888", kept.revision + 1

    left = take_back(session, merge.record, (Employer, Opening))

    assert (left, kept.phone, kept.revision) == (1, "0888", 4)


def test_two_tax_codes_are_never_one_employer(session):
    a = an_employer(session, "3400000514", tax_code="3400000514")
    b = an_employer(session, "3400000063", tax_code="3400000063")

    with pytest.raises(DifferentTaxCodes):
        merged(session, a, b)


def test_the_record_with_the_tax_code_stays(session):
    with pytest.raises(KeepTaxCode):
        merged(session, an_employer(session, "NSD00001"), an_employer(session, "34", tax_code="3400000063"))


def test_a_record_is_merged_once_and_never_with_itself(session):
    a, b, c = (an_employer(session, f"NSD0000{n}") for n in (1, 2, 3))
    merged(session, a, b)

    with pytest.raises(MergedAway):
        merged(session, c, b)
    with pytest.raises(MergedAway):
        merged(session, b, c)
    with pytest.raises(SameRecord):
        merged(session, a, a)
