from datetime import date, timedelta
from itertools import pairwise

import pytest

from matcher.ranking.profiles import COURSE_LEVEL, RESULT_FACTOR, Course, Work, build_profile, course_level, work_level
from tests.factories import TODAY, a_course, some_work

LEVELS = ("dưới 3 tháng", "sơ cấp", "trung cấp", "cao đẳng")
RESULTS = ("Bỏ học", "Không đạt", "TB", "Đạt", "Khá", "Giỏi")


def test_a_longer_course_and_a_better_result_teach_more():
    by_level = [course_level(a_course("7212", level=level), TODAY) for level in LEVELS]
    by_result = [course_level(a_course("7212", result=result), TODAY) for result in RESULTS]

    assert by_level == sorted(set(by_level))
    assert by_result == sorted(set(by_result))
    assert set(LEVELS) == set(COURSE_LEVEL)
    assert set(RESULTS) == set(RESULT_FACTOR)


def test_levels_stay_between_nothing_and_mastery():
    best = Course("", ("7212",), "cao đẳng", "Giỏi", 2000, TODAY)

    assert 0 < course_level(Course("", ("7212",)), TODAY) < course_level(best, TODAY) <= 1
    assert 0 < work_level(Work("", ("7212",), 0), TODAY) < work_level(Work("", ("7212",), 600), TODAY) <= 1


def test_a_skill_that_rests_eight_years_counts_half():
    lately = course_level(a_course("7212", ended_on=TODAY), TODAY)
    long_ago = course_level(a_course("7212", ended_on=date(2018, 11, 23)), TODAY)

    assert long_ago == pytest.approx(lately / 2, rel=1e-3)


def test_each_further_month_teaches_less():
    months = [work_level(some_work("7212", m), TODAY) for m in (0, 12, 24, 36, 48)]
    gains = [b - a for a, b in pairwise(months)]

    assert all(gain > 0 for gain in gains)
    assert gains == sorted(gains, reverse=True)


def test_work_of_unknown_length_counts_as_short():
    unknown = work_level(some_work("7212", None), TODAY)

    assert work_level(some_work("7212", 3), TODAY) < unknown < work_level(some_work("7212", 12), TODAY)


def test_what_came_later_is_not_known_yet():
    tomorrow = TODAY + timedelta(days=1)
    courses, work = [a_course("7212", ended_on=tomorrow)], [some_work("5141", ended_on=tomorrow)]

    before = build_profile(courses, work, (), 9, TODAY)
    after = build_profile(courses, work, (), 9, tomorrow)

    assert (before.evidence, before.has_work_history, before.last_evidence_on) == ((), False, None)
    assert [e.isco for e in after.evidence] == ["7212", "5141"]
    assert after.last_evidence_on == tomorrow


def test_the_best_evidence_stands_first_with_the_record_it_comes_from():
    course, work = a_course(("7212", "7214"), level="dưới 3 tháng"), some_work("5141", 60)

    profile = build_profile([course], [work], (), None, TODAY)

    assert [(e.isco, e.source) for e in profile.evidence] == [("5141", "work"), ("7212", "course"), ("7214", "course")]
    assert [e.record for e in profile.evidence] == [work, course, course]


def test_a_course_that_taught_no_trade_is_no_skill_but_is_dated():
    literacy = Course("Xóa mù chữ", (), ended_on=date(2026, 6, 1))

    profile = build_profile([literacy], [], (), 3, TODAY)

    assert profile.evidence == ()
    assert profile.last_evidence_on == date(2026, 6, 1)
    assert profile.schooling == 3


def test_wishes_keep_the_persons_words():
    profile = build_profile([], [], [("muốn lái xe", ("8322",)), ("gì cũng được", ())], None, TODAY)

    assert profile.wishes == (("muốn lái xe", ("8322",)), ("gì cũng được", ()))
