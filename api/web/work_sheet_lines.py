"""What a sheet about somebody's work says, line by line, for the page and its twin as a document."""

from collections.abc import Mapping
from typing import Any

from api.exports.letter_docx import LetterLines
from api.web.catalogue import Say
from api.web.showing import day
from api.wording import Language, employer_kind_words, occupation_words


def job_lines(jobs: list[dict[str, Any]], say: Say, language: Language) -> list[tuple[str, str]]:
    """Each job as what it was, and how long and how well it is known."""
    return [(_what(job, say, language), _how_long(job, say)) for job in jobs]


def _what(job: Mapping[str, Any], say: Say, language: Language) -> str:
    trade = occupation_words(job["isco"], language)
    if job["own_work"]:
        kind = say("work_sheet.own_work")
    else:
        kind = employer_kind_words(job["kind"], language) if job["kind"] else ""
    return f"{trade} – {kind}" if kind else trade


def _how_long(job: Mapping[str, Any], say: Say) -> str:
    parts = [say("work_sheet.months", n=job["months"])]
    parts += [say("work_sheet.running")] if job["running"] else []
    if job["confirmed"] is not None:  # None: not agreed to; a count of none was agreed to, and stands there
        parts += [
            say("work_sheet.confirmed", n=job["confirmed"]) if job["confirmed"] else say("work_sheet.unconfirmed")
        ]
    parts += [say("work_sheet.by_employer", n=job["by_employer"])] if job["by_employer"] else []
    return ", ".join(parts)


def sheet_lines(sheet: dict[str, Any], link: str, say: Say, language: Language) -> LetterLines:
    """The lines of one sheet as :func:`api.acts.work_sheets.work_sheet` gives it."""
    jobs = job_lines(sheet["jobs"], say, language)
    return LetterLines(
        office=say("letter.office"),
        number=say("work_sheet.numbered", number=sheet["number"]),
        heading=say("work_sheet.heading"),
        to=say("work_sheet.body", name=sheet["name"] or say("work_sheet.bearer"), day=day(sheet["issued_on"])),
        address=None,
        body="" if jobs else say("work_sheet.no_jobs"),
        facts=tuple(jobs),
        notes=(say("work_sheet.least"), say("work_sheet.theirs")),
        check=f"{say('work_sheet.check')} {sheet['code']}",
        link=link,
        signed=(
            say("work_sheet.holder"),
            f"{say('letter.date', day=day(sheet['issued_on']))}\n{say('letter.signed')}",
        ),
    )
