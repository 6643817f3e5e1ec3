"""Who may do what, see which rows and which fields, and what needs consent: the whole of it, on one page.

Deny by default: a role that a table does not name sees no row of it, an act that does not name a role is refused, and a
field that is not listed is not shown. :mod:`api.scoping` makes every session obey the rows; routes and pages ask
:func:`may` and :func:`visible_fields`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlmodel import SQLModel, col

from api.tables import Account, AccountCommune, AuditEvent, ClockUse, ImportRun, ListRow
from employers.openings import HISTORICAL
from employers.tables import Employer, EmployerMerge, MarketRevision, Opening, TaughtPhrase
from matcher.tables import (
    CheckIn,
    Consent,
    Decision,
    DuplicateVerdict,
    Exposure,
    Person,
    PersonIdentity,
    PersonMerge,
    Placement,
    PublishedList,
    Purpose,
    RankingModel,
    Referral,
    RerankRun,
    RolloutStep,
    SuggestionList,
    TrainingRecord,
)


class Role(StrEnum):
    """Who somebody is to this service; the last three never sign in."""

    case_worker = "case_worker"
    supervisor = "supervisor"
    employer = "employer"
    admin = "admin"
    operator = "operator"
    """The command line, acting for whom the operating system says."""
    ranker = "ranker"
    """Jobs and the market: everybody's records, nobody's identity."""
    introducer = "introducer"
    """Puts together what an employer may read of an introduction."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: an account with its rights as they are at this request, or one of the service's own roles."""

    name: str
    role: Role
    communes: frozenset[str] = frozenset()
    employer_code: str | None = None


SIGNS_IN = frozenset({Role.case_worker, Role.supervisor, Role.employer, Role.admin})
RANKER = Viewer("ranker", Role.ranker)
INTRODUCER = Viewer("introducer", Role.introducer)

Rule = Callable[[Viewer], ColumnElement[bool]]
Table = type[SQLModel]


def _all(_viewer: Viewer) -> ColumnElement[bool]:
    return true()


def _none(_viewer: Viewer) -> ColumnElement[bool]:
    return false()


def _own_people(viewer: Viewer) -> ColumnElement[bool]:
    """Case workers: people assigned to them. Supervisors: people of their communes, none where they have none."""
    if viewer.role == Role.case_worker:
        return col(Person.case_worker) == viewer.name
    return col(Person.commune_code).in_(viewer.communes) if viewer.communes else false()


def _of_own_people(column: Any) -> Rule:
    return lambda viewer: column.in_(select(col(Person.id)).where(_own_people(viewer)))


def _check_ins_of_own_people(viewer: Viewer) -> ColumnElement[bool]:
    own = select(col(Placement.id)).where(_of_own_people(col(Placement.person_id))(viewer))
    return col(CheckIn.placement_id).in_(own)


def _both_own_people(first: Any, second: Any) -> Rule:
    return lambda viewer: and_(_of_own_people(first)(viewer), _of_own_people(second)(viewer))


def _verdicts(viewer: Viewer) -> ColumnElement[bool]:
    """Of employers everybody's at the desk; of people only where both are the viewer's."""
    both = _both_own_people(col(DuplicateVerdict.first_id), col(DuplicateVerdict.second_id))(viewer)
    return or_(col(DuplicateVerdict.kind) == "employers", both)


def _own_employer(viewer: Viewer) -> ColumnElement[bool]:
    return col(Employer.code) == viewer.employer_code


def _own_openings(viewer: Viewer) -> ColumnElement[bool]:
    return col(Opening.employer_id).in_(select(col(Employer.id)).where(_own_employer(viewer)))


def _own_postings(viewer: Viewer) -> ColumnElement[bool]:
    """An employer's own postings; those that only stand for a past job on the desk's lists are not theirs to read."""
    return and_(_own_openings(viewer), ~col(Opening.code).startswith(HISTORICAL))


def _introductions_to_own(viewer: Viewer) -> ColumnElement[bool]:
    return col(Referral.opening_id).in_(select(col(Opening.id)).where(_own_openings(viewer)))


_PEOPLE_ROWS: dict[Table, Rule] = {
    Person: _own_people,
    PersonIdentity: _of_own_people(col(PersonIdentity.person_id)),
    TrainingRecord: _of_own_people(col(TrainingRecord.person_id)),
    Consent: _of_own_people(col(Consent.person_id)),
    Decision: _of_own_people(col(Decision.person_id)),
    Referral: _of_own_people(col(Referral.person_id)),
    Placement: _of_own_people(col(Placement.person_id)),
    CheckIn: _check_ins_of_own_people,
    SuggestionList: _of_own_people(col(SuggestionList.person_id)),
    PublishedList: _of_own_people(col(PublishedList.person_id)),
    Exposure: _of_own_people(col(Exposure.person_id)),
    PersonMerge: _both_own_people(col(PersonMerge.kept_id), col(PersonMerge.dropped_id)),
    DuplicateVerdict: _verdicts,
}
_MARKET_ROWS: dict[Table, Rule] = dict.fromkeys(
    (Employer, Opening, MarketRevision, RankingModel, RerankRun, TaughtPhrase, EmployerMerge), _all
)
_EVERYTHING: dict[Table, Rule] = {
    **dict.fromkeys(_PEOPLE_ROWS, _all),
    **_MARKET_ROWS,
    **dict.fromkeys((ImportRun, ListRow, RolloutStep), _all),
}

# Rows: which of each table a role sees and may change. A table that is not named is refused.
ROWS: Mapping[Role, Mapping[Table, Rule]] = {
    Role.case_worker: {**_PEOPLE_ROWS, **_MARKET_ROWS},
    Role.supervisor: {
        **_PEOPLE_ROWS,
        **_MARKET_ROWS,
        ImportRun: lambda v: col(ImportRun.started_by) == v.name,
        RolloutStep: _all,
    },
    Role.employer: {
        Employer: _own_employer,
        Opening: _own_postings,
        Referral: _introductions_to_own,
        MarketRevision: _all,
        EmployerMerge: _none,
    },
    Role.admin: {Account: _all, AccountCommune: _all},
    Role.operator: {**_EVERYTHING, Account: _all, AccountCommune: _all},
    Role.ranker: {table: rule for table, rule in _EVERYTHING.items() if table is not PersonIdentity},
    Role.introducer: dict.fromkeys(
        (Referral, Opening, Employer, Person, PersonIdentity, Consent, TrainingRecord), _all
    ),
}

_DESK = frozenset({Role.case_worker, Role.supervisor})

# Acts: who may do what. The operator may do what the command line offers, which is listed there.
ACTS: Mapping[str, frozenset[Role]] = {
    "list_people": _DESK,
    "read_person": _DESK,
    "add_person": _DESK,
    "change_person": _DESK,
    "see_suggestions": frozenset({Role.case_worker}),
    "decide": frozenset({Role.case_worker}),
    "see_suitable_people": _DESK,
    "list_openings": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "post_opening": frozenset({Role.case_worker, Role.employer}),
    "change_opening": frozenset({Role.case_worker, Role.employer}),
    "list_employers": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "register_employer": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "change_employer": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "list_referrals": frozenset({Role.case_worker, Role.employer}),
    "answer_referral": frozenset({Role.case_worker, Role.employer}),
    "list_placements": frozenset({Role.case_worker}),
    "start_placement": frozenset({Role.case_worker}),
    "check_in": frozenset({Role.case_worker}),
    "see_plan": frozenset({Role.supervisor}),
    "see_advice": frozenset({Role.supervisor}),
    "see_kpi": frozenset({Role.supervisor}),
    "see_runs": frozenset({Role.supervisor}),
    "start_run": frozenset({Role.supervisor}),
    "see_model": frozenset({Role.supervisor}),
    "see_rollout": frozenset({Role.supervisor}),
    "draw_rollout": frozenset({Role.supervisor}),
    "import_list": frozenset({Role.supervisor}),
    "see_unknown_words": _DESK,
    "curate": frozenset({Role.supervisor}),
    "see_duplicates": _DESK,
    "judge_duplicates": _DESK,
    "merge": frozenset({Role.supervisor}),
    "look_up_words": SIGNS_IN,
    "read_ad": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
}

# Fields of a person beyond the code. Treatment hours and health limits are the case worker's to weigh; programme and
# dates of return and decision stay with the desk. Ethnicity is kept for the fairness audit alone (formats.md).
_PLAIN = frozenset(
    [
        "code",
        "birth_date",
        "birth_precision",
        "sex",
        "commune_code",
        "place_words",
        "schooling",
        "licences",
        "licence_expires_on",
        "vehicle",
        "wage_floor_vnd",
        "max_commute_km",
        "can_relocate",
        "shifts",
        "wishes",
        "work_history",
        "case_worker",
        "closed_on",
        "registered_on",
        "revision",
        "full_name",
        "alias",
    ]
)
_RESTRICTED = frozenset(
    [
        "phones",
        "address",
        "national_id",
        "programme",
        "decision_date",
        "return_date",
        "treatment_window",
        "health_limits",
        "licence_issued_on",
        "unread",
        "notes",
    ]
)
PERSON_FIELDS: Mapping[Role, frozenset[str]] = {
    Role.case_worker: _PLAIN | _RESTRICTED,
    Role.supervisor: (_PLAIN | _RESTRICTED) - {"notes", "unread", "national_id"},
    Role.operator: _PLAIN | _RESTRICTED | {"ethnicity"},
}
# Of an employer or opening, what tells of the programme is the desk's alone.
DESK_ONLY_FIELDS = frozenset({"committed", "unread", "state_reason"})

# What of a person an employer may be told, each only where the person's consent to this employer lists it.
DISCLOSABLE = (
    "given_name",
    "commune",
    "skills",
    "licences",
    "shifts",
    "experience",
    "phone",
    "full_name",
    "status_sentence",
)

# Purposes: which acts need the person's consent, and to what.
NEEDS_CONSENT: Mapping[str, Purpose] = {"see_suggestions": Purpose.matching, "refer": Purpose.meet_employer}


def may(viewer: Viewer, act: str) -> bool:
    """Tell whether a viewer's role may do an act; an act that is not listed is nobody's."""
    return viewer.role in ACTS.get(act, frozenset())


def _last_link(_viewer: Viewer) -> ColumnElement[bool]:
    """The end of the audit trail: whoever acts appends to it, and sees no more than the row to chain to."""
    trail = AuditEvent.__table__  # type: ignore[attr-defined]  # SQLModel does not type its table
    last = select(func.max(trail.alias().c.id)).scalar_subquery()
    return col(AuditEvent.id) == last


# What everybody's acts leave behind: a link of the audit trail, and that the real calendar was used.
_TRACES: Mapping[Table, Rule] = {AuditEvent: _last_link, ClockUse: _all}


def row_rule(viewer: Viewer, table: Table) -> ColumnElement[bool] | None:
    """The rows of a table that a viewer sees, or None where the table is refused."""
    if table in _TRACES:
        return _TRACES[table](viewer)
    rule = ROWS.get(viewer.role, {}).get(table)
    return None if rule is None else rule(viewer)


def visible_fields(viewer: Viewer) -> frozenset[str]:
    """Fields of a person that a viewer may read."""
    return PERSON_FIELDS.get(viewer.role, frozenset())
