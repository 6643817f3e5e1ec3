"""The hint beside a field that asks for a college's tax code: nobody knows it by heart."""

from api.acts.class_sheet import known_colleges
from api.web.visits import Visit


def college_hint(visit: Visit) -> str:
    """What the field is for, and which colleges the register has."""
    known = known_colleges(visit.caller)
    hint = visit.say("class.college_hint")
    if not known:
        return hint
    names = visit.say("class.colleges", names="; ".join(known))
    return f"{hint} {names}"
