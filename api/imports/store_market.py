"""Rows of the employers and openings lists into records."""

from typing import Any

from sqlmodel import select

from api.beside import Beside
from api.imports.memory import Held
from api.imports.opening_words import STATE_WORDS, can_follow
from api.imports.openings import unlawful_words
from api.imports.reading import RowReading
from api.imports.same_employer import employer_by_name
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.value_words import in_words
from employers.company_names import LIKELY_DUPLICATE, company_similarity, normalise_company
from employers.merging import surviving
from employers.openings import touch_market
from employers.own_entry import is_own_work, says_own_work
from employers.own_work import OWN_CONTRACT, own_work_entry
from employers.reference.tax_code import is_own_code, masked_tax_code
from employers.registry import find_record, likely_duplicates, records_by_name, register
from employers.tables import Employer, Opening, OpeningState


def store_employer(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one employer; the tax code says who it is, else the name within its commune."""
    values, doubts = dict(reading.values), []
    tax_code, own_code = values.get("tax_code"), values.pop("code", None)
    record = _by_own_code(context, own_code, values["name"]) if own_code else None
    if record is None and not own_code:
        record = find_record(context.session, tax_code) if tax_code else employer_by_name(context, values)
    employer = None if record is None else surviving(context.session, record)
    is_new = employer is None
    if employer is None:
        likely = likely_duplicates(context.session, values["name"], tax_code)
        if likely:
            names = "; ".join(f"{d.employer.name} ({d.employer.code})" for d in likely[:2])
            doubts.append(f"Có thể trùng với {names}. Vẫn được nhập; anh/chị xem lại.")
        made = make_employer(values | ({"code": own_code} if own_code else {}))
        employer = register(context.session, made, context.read.today)
    elif record is not None and record is not employer:
        doubts.append(_merged(record.name, employer))
        values = _news(record, values)
    changed = _settle(context, employer, (record or employer).code, values, is_new=is_new)
    if "name" in changed:
        employer.name_core = normalise_company(employer.name).core
    if changed and not is_new:
        employer.revision += 1
        touch_market(context.session)
    return changed_words(is_new, changed, doubts)


def _by_own_code(context: StoreContext, code: str, name: str | None) -> Employer | None:
    """The record that a code of ours names, where the list means the same employer; another office has codes alike.

    Raises
    ------
    Held
        If the code is here another employer's.
    """
    found = find_record(context.session, code)
    if found is not None and name and company_similarity(name, found.name) < LIKELY_DUPLICATE:
        raise Held("tax_code", f"Ở đây mã {code} là của {found.name}. Anh/chị bỏ mã này hoặc ghi mã số thuế.")
    return found


def _settle(
    context: StoreContext, record: Employer | Opening, key: str, values: dict[str, Any], *, is_new: bool
) -> list[str]:
    """Bring a record to what a row says; what it says in columns of no field is kept beside it, under seal."""
    cells: dict[str, str] = values.pop("unread", {})
    changed = settle(context, record, key, values, is_new=is_new)
    if not cells:
        return changed
    context.memory.remember(key, {"unread": cells})
    news = _beside(context).add(record, cells)
    if news is None:
        return changed
    if not is_new:
        context.changes.append(("unread", in_words(news[0]), in_words(news[1])))
    context.session.add(record)
    return [*changed, "unread"]


def _beside(context: StoreContext) -> Beside:
    if "beside" not in context.known:
        context.known["beside"] = Beside(context.identities.keys)
    return context.known["beside"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _merged(name: str, kept: Employer) -> str:
    return f"Đơn vị “{name}” đã được gộp vào {kept.name} ({kept.code}); dòng này được ghi vào đơn vị đó."


def _news(merged: Employer, values: dict[str, Any]) -> dict[str, Any]:
    """What a row says beyond its own record that was merged away; the kept record's name was chosen and stands."""
    news = {name: value for name, value in values.items() if value != getattr(merged, name) and name != "name"}
    if "commune_code" not in news:
        news.pop("place_words", None)
    return news


def make_employer(values: dict[str, Any]) -> Employer:
    """An employer that is not on the register yet, of what the fields of a row say."""
    said = {name: value for name, value in values.items() if name != "unread"}
    fields = {"code": "", "name_core": "", "registered_on": None, **said}
    return Employer(**fields)


def employer_of(context: StoreContext, tax_code: str | None, name: str | None, commune: str | None) -> Employer:
    """The employer a row names; own work is named by its words alone, and stands under an entry of the product's own.

    Raises
    ------
    Held
        If it is not on the register and unknown employers are not to be made, or the name fits several.
    """
    if tax_code:
        found = (
            _by_own_code(context, tax_code, name) if is_own_code(tax_code) else find_record(context.session, tax_code)
        )
        if found is not None:
            return surviving(context.session, found)
    elif name and says_own_work(name):
        return own_work_entry(context.session, context.read.today)
    elif name:
        same = _employers_called(context, name, commune)
        if len(same) == 1:
            return same[0]
        if same:
            raise Held("employer_name", f"Có {len(same)} đơn vị tên “{name}”. Anh/chị ghi mã số thuế.")
    shown = masked_tax_code(tax_code)
    nameless = not name and (tax_code is None or shown != tax_code or is_own_code(tax_code))
    if not context.create_employers or nameless:
        raise Held(
            "tax_code" if tax_code else "employer_name",
            f"Chưa có doanh nghiệp {shown or name} trong danh bạ. Anh/chị nhập doanh nghiệp trước, hoặc sửa lại.",
        )
    by = {"code": tax_code} if tax_code and is_own_code(tax_code) else {"tax_code": tax_code}
    made = make_employer({"name": name or tax_code, "commune_code": commune, **by})
    return register(context.session, made, context.read.today)


def _employers_called(context: StoreContext, name: str, commune: str | None) -> list[Employer]:
    """Employers of this name, in this commune where some are; one of another trade or legal kind is not meant."""
    named = [e for e in records_by_name(context.session, name) if not is_own_work(e)]
    called = [e for e in named if company_similarity(name, e.name) >= LIKELY_DUPLICATE]
    here = [e for e in called if commune and e.commune_code == commune] or called
    return list({e.id: e for e in (surviving(context.session, e) for e in here)}.values())


def store_opening(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one opening; a new one is published unless its last day is over."""
    values = dict(reading.values)
    code = values.pop("code")
    named = values.pop("tax_code", None), values.pop("employer_name", None)
    employer = employer_of(context, *named, values.get("commune_code"))
    doubts = _led_on(*named, employer)
    opening = openings_on_record(context).get(code)
    is_new = opening is None
    if opening is None:
        opening = Opening(code=code, employer_id=employer.id or 0, title=values["title"], state=OpeningState.open)
        openings_on_record(context)[code] = opening
    elif opening.employer_id != employer.id:
        raise Held("tax_code", f"Mã tin {code} đang thuộc đơn vị khác. Anh/chị dùng mã tin khác hoặc sửa mã số thuế.")
    if is_own_work(employer):
        values.setdefault("contract", OWN_CONTRACT)
    texts = [values.get(name) or getattr(opening, name) or "" for name in ("description", "skills")]
    values["asks_deposit"], values["keeps_papers"] = unlawful_words(" ".join(texts))
    _check_state(context, opening, values, is_new=is_new)
    changed = _settle(context, opening, code, values, is_new=is_new)
    if "state" in changed and opening.state in (OpeningState.closed, OpeningState.filled):
        opening.closed_on = context.read.today if opening.state == OpeningState.closed else None
    _revive_or_expire(context, opening, changed)
    if changed:
        opening.revision += 0 if is_new else 1
        context.known["market_touched"] = True
    return changed_words(is_new, changed, doubts)


def _led_on(tax_code: str | None, name: str | None, employer: Employer) -> list[str]:
    """Say so where the name that a row gives is of a record that was merged into the employer."""
    led = name and not tax_code and normalise_company(name).core != employer.name_core
    return [_merged(name, employer)] if name and led else []


def _check_state(context: StoreContext, opening: Opening, values: dict[str, Any], *, is_new: bool) -> None:
    """Let a list say only what an opening's life allows; a new one is on offer where the list is silent.

    Raises
    ------
    Held
        If the list says something new that cannot follow from the present state.
    """
    if is_new:
        values.setdefault("state", OpeningState.open.value)
        return
    said = values.get("state")
    if said == OpeningState.open and opening.state == OpeningState.expired:
        del values["state"]  # the last day decides
    elif said is not None and not can_follow(opening.state, said):
        now = {"state": opening.state}
        if context.memory.changes(opening.code, now, {"state": said}):
            words = STATE_WORDS[OpeningState(opening.state)], STATE_WORDS[OpeningState(said)]
            raise Held("state", f"Tin “{words[0]}” không chuyển thành “{words[1]}” được. Anh/chị dùng mã tin mới.")


def _revive_or_expire(context: StoreContext, opening: Opening, changed: list[str]) -> None:
    """A later last day brings an expired posting back; an earlier one ends it. What was closed stays closed."""
    over = opening.closes_on is not None and opening.closes_on < context.read.today
    if "closes_on" in changed and opening.state in (OpeningState.open, OpeningState.expired):
        opening.state = OpeningState.expired if over else OpeningState.open
        opening.closed_on = opening.closes_on if over else None


def openings_on_record(context: StoreContext) -> dict[str, Opening]:
    """Every opening by code; read once a list."""
    if "openings" not in context.known:
        context.known["openings"] = {o.code: o for o in context.session.exec(select(Opening)).all()}
    return context.known["openings"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
