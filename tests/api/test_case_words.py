"""Every code of daily work has words in both languages, and none tells of a programme."""

import pytest

from api import case_words
from api.case_bodies import AnswerReason, LeavingReason, TaskKind
from api.field_types import Relation
from api.person_bodies import SafeContactBody
from matcher.answers import ANSWER_REASONS, ANSWERS
from matcher.caseload import FILTERS, Situation
from matcher.follow_up import STEPS
from matcher.funnel import STAGES
from matcher.handover import HANDOVER_REASONS
from matcher.placements import CHECK_IN_OUTCOMES, LEAVING_REASONS
from matcher.tables import ReferralState
from matcher.today import KINDS, RESULTS
from tests.api.test_wording import STIGMA

SAID = SafeContactBody.model_fields["may_say"].annotation.__args__
TABLES = {name: words for name, words in vars(case_words).items() if name.isupper()}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("STEPS", [s.code for s in STEPS]),
        ("OUTCOMES", CHECK_IN_OUTCOMES),
        ("LEAVING", LEAVING_REASONS),
        ("RESULTS", RESULTS),
        ("TASKS", KINDS),
        ("TASKS_SHORT", KINDS),
        ("STAGES", STAGES),
        ("ANSWER_STATES", list(ReferralState)),
        ("STATES", [*Situation, "left"]),
        ("FILTERS", FILTERS),
        ("ANSWERS", ANSWERS),
        ("ANSWER_REASONS", ANSWER_REASONS),
        ("HANDOVER_REASONS", HANDOVER_REASONS),
        ("RELATIONS", Relation.__args__),
        *[(name, SAID) for name in ("SAY_TO_PERSON", "SAY_TO_OTHERS", "MESSAGE")],
    ],
)
def test_every_code_has_words_and_no_word_is_without_a_code(words, codes):
    assert list(TABLES[words]) == [str(code) for code in codes]


def test_bodies_know_the_same_codes():
    assert set(LeavingReason.__args__) == set(LEAVING_REASONS)
    assert set(AnswerReason.__args__) == set(ANSWER_REASONS)
    assert set(TaskKind.__args__) == set(KINDS)


def sentences():
    for name, words in TABLES.items():
        for code, said in words.items():
            yield from ((name, code, text) for text in ((said,) if isinstance(said, str) else said))


@pytest.mark.parametrize(("name", "code", "text"), list(sentences()))
def test_no_word_hurts_or_tells_of_a_programme(name, code, text):
    assert text
    assert not [word for word in STIGMA if word in text.lower()]


def test_both_languages_differ():
    assert not [code for words in TABLES.values() for code, (vi, en) in words.items() if vi == en]
