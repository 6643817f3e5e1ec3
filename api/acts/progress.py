"""What a supervisor looks at: from introduction to six months, who answers, and what needs attention."""

from collections import defaultdict
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from api.case_words import STAGES, TASKS_SHORT, word_of
from api.service import Caller
from api.wording import Language
from matcher.errors import WrongDates
from matcher.funnel import answer_rates, load_funnel
from matcher.today import KINDS, todays_tasks

YEAR = timedelta(days=365)


def _span(caller: Caller, since: date | None, until: date | None) -> tuple[date, date]:
    """The days asked for; the last year where none are.

    Raises
    ------
    WrongDates
        If they are out of order.
    """
    last = until or caller.today
    first = since or max(last, date.min + YEAR) - YEAR
    if first > last:
        raise WrongDates("since", "until")
    return first, last


def funnel(caller: Caller, since: date | None, until: date | None, language: Language = "vi") -> dict[str, Any]:
    """Stages of the introductions of the caller's area, each with its numerator, denominator and what is not known."""
    caller.require("see_funnel")
    first, last = _span(caller, since, until)
    with caller.sessions.read() as session:
        stages = load_funnel(session, first, last, caller.today)
    return {
        "since": first.isoformat(),
        "until": last.isoformat(),
        "as_of": caller.today.isoformat(),
        "items": [{**asdict(s), "words": word_of(STAGES, s.code, language)} for s in stages],
    }


def employers_answering(caller: Caller, since: date | None, until: date | None) -> dict[str, Any]:
    """How employers answered introductions of the caller's area, who leaves most unanswered first."""
    caller.require("see_funnel")
    first, last = _span(caller, since, until)
    with caller.sessions.read() as session:
        items = [asdict(rate) for rate in answer_rates(session, first, last)]
    return {"since": first.isoformat(), "until": last.isoformat(), "items": items}


def needs_attention(caller: Caller, language: Language = "vi") -> dict[str, Any]:
    """What waits in the area, by case worker and kind: how many, and since when; counts only, nobody's code.

    ``case_worker`` is None for people whom nobody looks after.
    """
    caller.require("see_funnel")
    with caller.sessions.read() as session:
        tasks = todays_tasks(session, caller.today, caller.now())
    found: dict[tuple[str | None, str], list[date]] = defaultdict(list)
    for task in tasks:
        found[task.person.case_worker, task.kind].append(task.due_on)
    items = [
        {
            "case_worker": who,
            "kind": kind,
            "words": word_of(TASKS_SHORT, kind, language),
            "people": len(days),
            "since": min(days).isoformat(),
        }
        for (who, kind), days in found.items()
    ]
    items.sort(key=lambda i: (i["case_worker"] is not None, KINDS.index(str(i["kind"])), str(i["case_worker"])))
    return {"as_of": caller.today.isoformat(), "items": items}
