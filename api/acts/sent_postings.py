"""A schema.org JobPosting that another system sends: an opening, with what was not understood of it."""

from collections.abc import Mapping
from typing import Any

from api.acts.market import opening_view, post_opening
from api.acts.pasted_ads import of_posting
from api.imports.job_posting import employer_of_posting, not_understood
from api.service import Caller
from api.viewers import Role
from employers.tables import Opening


def post_sent(caller: Caller, posting: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[Opening, dict[str, Any]]:
    """Keep a posting: an employer's as a draft to be checked, since what was read of it is a guess; the desk's is open.

    Parameters
    ----------
    posting : mapping
        As it was sent.
    fields : mapping
        What was read of it, checked as every opening's fields are.

    Returns
    -------
    (opening, view)
        The view names the properties that nothing was read from.

    Raises
    ------
    UnknownEmployer
        If who posts is no employer, and the posting names none of the register by its code or tax code.
    NotAllowed
        If an employer's posting is of another one.
    """
    caller.require("post_opening")
    empty: dict[str, Any] = {"title": "", "isco": [], "place_words": None, "description": "", "closes_on": None}
    whole = of_posting({**empty, **fields}, caller.read_context())
    values = {name: value for name, value in whole.items() if value not in (None, [], "")}
    posted_on = values.pop("posted_on", None)
    if posted_on is not None and posted_on <= caller.today:
        values["posted_on"] = posted_on
    if caller.viewer.role == Role.employer:
        values["state"] = "draft"
    opening, employer = post_opening(caller, employer_of_posting(posting), values)
    return opening, opening_view(caller, opening, employer) | {"not_understood": not_understood(posting, values)}
