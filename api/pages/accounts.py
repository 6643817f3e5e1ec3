"""Accounts, for administrators: who may sign in, as what, for which area."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.accounts import AccountRefused, AccountUnknown, EmployerNotRegistered
from api.acts import account_admin as acts
from api.acts import provider_links as links
from api.policy import Role
from api.problems import problem
from api.web.forms import Form
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from employers.reference.places import find_commune, list_communes

router = APIRouter(include_in_schema=False, prefix="/accounts")
Name = Annotated[str, Path(max_length=64)]
ROLES = (Role.case_worker, Role.supervisor, Role.employer, Role.admin)


@router.get("")
def accounts(visit: VisitDep) -> Response:
    """List every account."""
    return visit.page("accounts/list.html", items=acts.list_all(visit.caller))


@router.get("/new")
def ask_new(visit: VisitDep) -> Response:
    """Ask for a new account."""
    visit.caller.require("manage_accounts")
    return _form(visit, visit.form(), None)


def _form(visit: Visit, form: Form, name: str | None) -> Response:
    here = visit.caller.service.settings.home_province
    communes = [(c.code, c.name) for c in sorted(list_communes(here), key=lambda c: c.name)]
    roles = [(role, visit.say(f"accounts.roles.{role}")) for role in ROLES]
    facts = {"roles": roles, "name": name, "communes": communes}
    return visit.page("accounts/form.html", form=form, **facts)


def _read(posted: Posted) -> tuple[tuple[Role, str, list[str]] | None, dict[str, str]]:
    """Role, tax code and communes as sent, or what is wrong with them."""
    say, role, tax_code = posted.visit.say, posted.text("role"), posted.text("tax_code").strip()[:32]
    communes = [code for code in posted.all("communes") if find_commune(code)]
    if role not in ROLES:
        return None, {"role": say("accounts.choose_role")}
    if role == Role.employer and not tax_code:
        return None, {"tax_code": say("accounts.tax_code_missing")}
    if role in acts.AREA_ROLES and not communes:
        return None, {"communes": say("accounts.communes_missing")}
    return (Role(role), tax_code if role == Role.employer else "", communes), {}


def _password_page(posted: Posted, name: str, make: Callable[[], str]) -> Response:
    """Do what gives a password, and show it this once; sent again, the form leads to the account without it."""
    shown: list[str] = []

    def act() -> str:
        shown.append(make())
        return f"/accounts/{name}"

    response = posted.once(act)
    if not shown:
        return response
    until = acts.see_account(posted.visit.caller, name)["first_password_until"]
    return posted.visit.page("accounts/password.html", name=name, password=shown[0], until=until)


@router.post("/new")
def add(posted: PostedDep) -> Response:
    """Make an account and show its first password."""
    visit = posted.visit
    visit.caller.require("manage_accounts")
    name = posted.text("name").strip().lower()[:64]
    read, errors = _read(posted)
    if posted.again or read is None:
        return _form(visit, posted.form(errors), None)
    wanted = read
    try:
        return _password_page(posted, name, lambda: acts.open_account(visit.caller, name, *wanted))
    except EmployerNotRegistered:
        return _form(visit, posted.form({"tax_code": visit.say("accounts.register_first")}), None)
    except AccountRefused as refused:
        return _form(visit, posted.form({"name": _told(visit, refused)}), None)


def _told(visit: Visit, refused: AccountRefused) -> str:
    return str(refused) if visit.language == "vi" else visit.say("accounts.refused")


def _seen(visit: Visit, name: str) -> dict[str, Any]:
    try:
        return acts.see_account(visit.caller, name)
    except AccountUnknown:
        raise problem(404) from None


@router.get("/{account}")
def one(visit: VisitDep, account: Name) -> Response:
    """Show one account and what can be done with it."""
    return _one(visit, _seen(visit, account), visit.form())


def _one(visit: Visit, found: dict[str, Any], form: Form) -> Response:
    provider = visit.caller.service.provider is not None
    return visit.page("accounts/one.html", account=found, provider=provider, form=form)


@router.post("/{account}/link")
def link(posted: PostedDep, account: Name) -> Response:
    """Link an account to somebody at the office's own sign-in."""
    visit = posted.visit
    found = _seen(visit, account)
    if posted.again:
        return _one(visit, found, posted.form({}))

    def act() -> str:
        links.link_account(visit.caller, found["name"], posted.text("subject"))
        return f"/accounts/{found['name']}"

    try:
        return posted.once(act)
    except AccountRefused as refused:
        told = str(refused) if visit.language == "vi" else visit.say("accounts.link_refused")
        return _one(visit, found, posted.form({"subject": told}))


@router.post("/{account}/unlink")
def unlink(posted: PostedDep, account: Name) -> Response:
    """Take an account's link away."""
    visit = posted.visit
    found = _seen(visit, account)
    if posted.again:
        return _one(visit, found, posted.form({}))

    def act() -> str:
        links.unlink_account(visit.caller, found["name"])
        return f"/accounts/{found['name']}"

    return posted.once(act)


@router.get("/{account}/change")
def ask_change(visit: VisitDep, account: Name) -> Response:
    """Ask for another role or area."""
    found = _seen(visit, account)
    values = {"role": [found["role"]], "tax_code": [found["tax_code"] or ""]}
    return _form(visit, visit.form(values | {"communes": [code for code, _ in found["communes"]]}), found["name"])


@router.post("/{account}/change")
def change(posted: PostedDep, account: Name) -> Response:
    """Give an account another role or area."""
    visit = posted.visit
    found = _seen(visit, account)
    read, errors = _read(posted)
    if posted.again or read is None:
        return _form(visit, posted.form(errors), found["name"])
    wanted = read

    def act() -> str:
        acts.change_account(visit.caller, found["name"], *wanted)
        return f"/accounts/{found['name']}"

    try:
        return posted.once(act)
    except acts.OwnAccount:
        return _form(visit, posted.form({"role": visit.say("accounts.own")}), found["name"])
    except EmployerNotRegistered:
        return _form(visit, posted.form({"tax_code": visit.say("accounts.register_first")}), found["name"])


@router.post("/{account}/password")
def renew(posted: PostedDep, account: Name) -> Response:
    """Give an account a new first password and show it."""
    found = _seen(posted.visit, account)
    if posted.again:
        return one(posted.visit, account)
    return _password_page(posted, found["name"], lambda: acts.renew_password(posted.visit.caller, found["name"]))


@router.get("/{account}/close")
def ask_close(visit: VisitDep, account: Name) -> Response:
    """Ask whether an account is to be closed."""
    return visit.page("accounts/close.html", account=_seen(visit, account), form=visit.form())


@router.post("/{account}/close")
def close(posted: PostedDep, account: Name) -> Response:
    """Close an account."""
    visit = posted.visit
    found = _seen(visit, account)

    def act() -> str:
        acts.close_account(visit.caller, found["name"])
        return f"/accounts/{found['name']}"

    try:
        return ask_close(visit, account) if posted.again else posted.once(act)
    except acts.OwnAccount:
        form = posted.form({"": visit.say("accounts.own")})
        return visit.page("accounts/close.html", account=found, form=form)
