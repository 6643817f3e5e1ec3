"""Which employer a row without a tax code speaks of: a name is not proof, the place beside it is."""

from collections import Counter
from typing import Any

from api.imports.memory import Held
from api.imports.store import StoreContext
from employers.company_names import company_similarity, normalise_company
from employers.merging import surviving
from employers.own_entry import is_own_work, says_own_work
from employers.reference.text import contains_phrase, fold
from employers.registry import records_by_name
from employers.tables import Employer

# Words that one office writes before a number or a street and the next leaves out.
_FILLERS = frozenset({"so", "nha", "duong", "d"})
_PLACE = frozenset({"commune_code", "address", "phone"})
"""What beside a name tells which employer it is."""


def employer_by_name(context: StoreContext, values: dict[str, Any]) -> Employer | None:
    """The record that a row without a tax code speaks of, or None: then it is a new one for the queue to judge.

    A record that was merged into another is found too: what the row says goes to the one that was kept.

    What says word for word what was said before is the same. Else the name must agree outright, its trade, legal form
    and branch too, and some place or telephone with it. What contradicts the record's place, or comes after another row
    of this list about it, is not taken for it. A new telephone is an update where the commune agrees and the list has
    the name once.

    Raises
    ------
    Held
        If several employers fit, or the row says nothing but a name that is on record.
    """
    same = [e for e in records_by_name(context.session, values["name"]) if _one_name(e.name, values["name"])]
    if says_own_work(values["name"]) and (own_work := next(filter(is_own_work, same), None)) is not None:
        return own_work
    same = [e for e in same if not is_own_work(e)]
    said_before = next((e for e in same if context.memory.repeats(e.code, values, whole=True)), None)
    if said_before is not None:
        return said_before
    alone = _namesakes(context)[normalise_company(values["name"]).core] == 1
    free = [e for e in same if not context.memory.was_said(e.code)]
    alike = [e for e in free if not _contradicts(e, values, alone=alone)]
    if not _PLACE.isdisjoint(values):
        alike = [e for e in alike if _agree_somewhere(e, values)]
    here = [e for e in alike if e.commune_code == values.get("commune_code")] or alike
    if len(here) > 1:
        here = [e for e in here if _agree_beside_commune(e, values)] or here
    here = _once(context, here)
    if len(here) > 1 or (here and _PLACE.isdisjoint(values)):
        codes = ", ".join(e.code for e in here[:3])
        also = " hoặc xã/phường" if len(here) == 1 else ""
        raise Held("tax_code", f"Có {len(here)} đơn vị cùng tên: {codes}. Anh/chị ghi mã số thuế{also}.")
    return here[0] if here else None


def _once(context: StoreContext, records: list[Employer]) -> list[Employer]:
    """One record for each employer: the kept one before those that were merged into it."""
    found = {surviving(context.session, e).code: e for e in records}
    return list((found | {e.code: e for e in records if e.code in found}).values())


def _namesakes(context: StoreContext) -> Counter[str]:
    """How many rows of the list without a tax code have each name."""
    if "namesakes" not in context.known:
        said = [row.values for row in context.rows]
        names = [v["name"] for v in said if "name" in v and not {"tax_code", "code"} & v.keys()]
        context.known["namesakes"] = Counter(normalise_company(name).core for name in names)
    return context.known["namesakes"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _contradicts(employer: Employer, values: dict[str, Any], *, alone: bool) -> bool:
    """Tell whether a row is about another employer of the name; what is not said contradicts nothing."""
    theirs = values.get("commune_code")
    commune = employer.commune_code == theirs if employer.commune_code and theirs else None
    address = _same_address(employer.address, values.get("address"))
    phone = _same_phone(employer.phone, values.get("phone"))
    if commune is False:
        return True
    if address is False:
        return phone is not True
    return phone is False and address is not True and not (commune and alone)


def _one_name(ours: str, theirs: str) -> bool:
    """Tell whether two names of one core agree in all else: Cơ khí Minh Phát is not Xây dựng Minh Phát."""
    branch = normalise_company(ours).branch == normalise_company(theirs).branch
    return branch and company_similarity(ours, theirs) == 1.0


def _agree_somewhere(employer: Employer, values: dict[str, Any]) -> bool:
    commune = values.get("commune_code")
    return (commune is not None and commune == employer.commune_code) or _agree_beside_commune(employer, values)


def _agree_beside_commune(employer: Employer, values: dict[str, Any]) -> bool:
    agree = _same_address(employer.address, values.get("address")), _same_phone(employer.phone, values.get("phone"))
    return True in agree


def _same_address(ours: str | None, theirs: str | None) -> bool | None:
    """Tell whether two addresses can be one: all that the shorter one says, the longer one says too."""
    first, second = (" ".join(w for w in fold(a or "").split() if w not in _FILLERS) for a in (ours, theirs))
    return contains_phrase(first, second) or contains_phrase(second, first) if first and second else None


def _same_phone(ours: str | None, theirs: str | None) -> bool | None:
    """Tell whether one number stands on both sides; a cell may hold several."""
    first, second = ({n for n in (p or "").split("; ") if n} for p in (ours, theirs))
    return bool(first & second) if first and second else None
