"""What a letter of introduction says, line by line, for the page's twin as a document."""

from typing import Any

from api.exports.letter_docx import LetterLines
from api.web.catalogue import Say
from api.web.showing import day


def letter_lines(letter: dict[str, Any], link: str, say: Say) -> LetterLines:
    """The lines of one letter as :func:`api.acts.letters.letter` gives it."""
    told = letter["told"]
    name = told.get("full_name") or told.get("given_name") or say("letter.bearer")
    contact = f", {letter['employer_contact']}" if letter["employer_contact"] else ""
    answer = (say("letter.answer", day=day(letter["answer_by"])),) if letter["answer_by"] else ()
    facts = tuple(
        (say(f"refer.field.{field}"), value if isinstance(value, str) else "; ".join(value))
        for field, value in told.items()
        if value
    )
    return LetterLines(
        office=say("letter.office"),
        number=f"{say('letter.numbered', number=letter['number'])} – {say('letter.number', alias=letter['alias'])}",
        heading=say("letter.heading"),
        to=f"{say('letter.to')} {letter['employer']}{contact}",
        address=letter["employer_address"],
        body=say("letter.body", name=name, title=letter["title"]),
        facts=facts,
        notes=(*answer, say("letter.only")),
        check=f"{say('letter.check')} {letter['code']}",
        link=link,
        signed=(
            say("letter.employer_says"),
            f"{say('letter.date', day=day(letter['issued_on']))}\n{say('letter.signed')}",
        ),
    )
