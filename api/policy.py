"""Who may do what, see which rows and which fields, and what needs consent: the whole of it, on one page.

Deny by default: a role that a table does not name sees no row of it, an act that does not name a role is refused, and a
field that is not listed is not shown. :mod:`api.scoping` makes every session obey the rows (their conditions are
written out in :mod:`api.row_rules`); routes and pages ask :func:`may` and :func:`visible_fields`.
"""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import ColumnElement
from sqlmodel import col

from api import row_rules as rules
from api.row_rules import Rule, Table
from api.tables import Account, AccountCommune, AuditEvent, BackupDrill, ClockUse, ImportRun, ListRow, ProviderLink
from api.viewers import CONFIRMER, INTRODUCER, RANKER, SIGNS_IN, Role, Viewer
from api.webhooks.tables import ToldState, Webhook, WebhookMessage
from employers.tables import Employer, EmployerMerge, Livelihood, MarketRevision, Opening, TaughtPhrase
from matcher.case_tables import (
    CautionSwitch,
    ConfirmationLink,
    CounsellingMark,
    Cover,
    EmployerContact,
    ErasedMark,
    Handover,
    IntroductionLetter,
    Loan,
    LoanChange,
    NotesOpening,
    PersonAnswer,
    PersonPaper,
    PersonRequest,
    Reminder,
    SealedWords,
    TaskResult,
    WorkSheet,
)
from matcher.ranking_tables import (
    Exposure,
    PublishedList,
    RankedOpening,
    RankingModel,
    RerankRun,
    RolloutStep,
    SeatPrice,
    SuggestionList,
)
from matcher.tables import (
    CheckIn,
    Consent,
    Decision,
    DuplicateVerdict,
    Person,
    PersonIdentity,
    PersonMerge,
    Placement,
    Purpose,
    Referral,
    TrainingRecord,
)

__all__ = ["CONFIRMER", "INTRODUCER", "RANKER", "SIGNS_IN", "Role", "Viewer", "may", "row_rule", "visible_fields"]

_PEOPLE_ROWS: dict[Table, Rule] = {
    Person: rules.own_people,
    PersonIdentity: rules.of_own_people(col(PersonIdentity.person_id)),
    TrainingRecord: rules.of_own_people(col(TrainingRecord.person_id)),
    Consent: rules.of_own_people(col(Consent.person_id)),
    Decision: rules.of_own_people(col(Decision.person_id)),
    Referral: rules.of_own_people(col(Referral.person_id)),
    Placement: rules.of_own_people(col(Placement.person_id)),
    CheckIn: rules.of_own_placements(col(CheckIn.placement_id)),
    SuggestionList: rules.of_own_people(col(SuggestionList.person_id)),
    PublishedList: rules.of_own_people(col(PublishedList.person_id)),
    Exposure: rules.of_own_people(col(Exposure.person_id)),
    PersonMerge: rules.both_own_people(col(PersonMerge.kept_id), col(PersonMerge.dropped_id)),
    DuplicateVerdict: rules.verdicts,
    Reminder: rules.of_own_people(col(Reminder.person_id)),
    TaskResult: rules.of_own_people(col(TaskResult.person_id)),
    PersonAnswer: rules.of_own_people(col(PersonAnswer.person_id)),
    Handover: rules.of_own_people(col(Handover.person_id)),
    PersonPaper: rules.of_own_people(col(PersonPaper.person_id)),
    SealedWords: rules.of_own_people(col(SealedWords.person_id)),
    CounsellingMark: rules.of_own_people(col(CounsellingMark.person_id)),
    Loan: rules.loans,
    LoanChange: rules.of_own_people(col(LoanChange.person_id)),
    CautionSwitch: rules.of_own_people(col(CautionSwitch.person_id)),
    WorkSheet: rules.of_own_people(col(WorkSheet.person_id)),
    IntroductionLetter: rules.of_own_referrals(col(IntroductionLetter.referral_id)),
    ConfirmationLink: rules.of_own_placements(col(ConfirmationLink.placement_id)),
    Cover: rules.colleagues_cover,
    PersonRequest: rules.of_own_people(col(PersonRequest.person_id)),
    NotesOpening: rules.of_own_people(col(NotesOpening.person_id)),
}
_MARKET_ROWS: dict[Table, Rule] = dict.fromkeys(
    (
        *(Employer, Opening, Livelihood, MarketRevision, RankingModel, RerankRun),
        *(SeatPrice, TaughtPhrase, EmployerMerge, EmployerContact),
    ),
    rules.every_row,
)
_EVERYTHING: dict[Table, Rule] = {
    **dict.fromkeys(_PEOPLE_ROWS, rules.every_row),
    **_MARKET_ROWS,
    **dict.fromkeys((ImportRun, ListRow, RolloutStep, RankedOpening, ErasedMark, BackupDrill), rules.every_row),
}

# Rows: which of each table a role sees and may change. A table that is not named is refused.
ROWS: Mapping[Role, Mapping[Table, Rule]] = {
    Role.case_worker: {**_PEOPLE_ROWS, **_MARKET_ROWS, Opening: rules.posted},
    Role.supervisor: {
        **_PEOPLE_ROWS,
        **_MARKET_ROWS,
        ImportRun: lambda v: col(ImportRun.started_by) == v.name,
        RolloutStep: rules.every_row,
        BackupDrill: rules.every_row,
    },
    Role.employer: {
        Employer: rules.own_employer,
        Opening: rules.own_postings,
        Referral: rules.introductions_to_own,
        MarketRevision: rules.every_row,
        EmployerMerge: rules.no_row,
        Livelihood: rules.no_row,
    },
    Role.admin: dict.fromkeys((Account, AccountCommune, ProviderLink), rules.every_row),
    Role.operator: {
        **_EVERYTHING,
        **dict.fromkeys((Account, AccountCommune, ProviderLink, Webhook, WebhookMessage, ToldState), rules.every_row),
    },
    Role.ranker: {table: rule for table, rule in _EVERYTHING.items() if table is not PersonIdentity},
    Role.introducer: dict.fromkeys(
        (
            *(Referral, Opening, Employer, Person, PersonIdentity, Consent, TrainingRecord, IntroductionLetter),
            *(WorkSheet, Placement, CheckIn),
        ),
        rules.every_row,
    ),
    Role.confirmer: dict.fromkeys(
        (ConfirmationLink, IntroductionLetter, Placement, CheckIn, Referral, Opening), rules.every_row
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
    "draft_opening": frozenset({Role.employer}),
    "change_opening": frozenset({Role.case_worker, Role.employer}),
    "see_own_openings": frozenset({Role.employer}),
    "see_introductions": frozenset({Role.employer}),
    "list_employers": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "register_employer": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "change_employer": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "see_employer_numbers": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
    "list_referrals": frozenset({Role.case_worker, Role.employer}),
    "see_referral": frozenset({Role.case_worker}),
    "answer_referral": frozenset({Role.case_worker, Role.employer}),
    "list_placements": frozenset({Role.case_worker}),
    "start_placement": frozenset({Role.case_worker}),
    "check_in": frozenset({Role.case_worker}),
    "see_today": frozenset({Role.case_worker}),
    "record_result": frozenset({Role.case_worker}),
    "remind": frozenset({Role.case_worker}),
    "ask_employer": frozenset({Role.case_worker}),
    "contact": frozenset({Role.case_worker}),
    "record_answer": frozenset({Role.case_worker}),
    "see_colleagues": _DESK,
    "hand_over": _DESK,
    "cover": _DESK,
    "see_own_work": _DESK,
    "switch_cautions": frozenset({Role.case_worker}),
    "see_employer_contacts": _DESK,
    "contact_employer": _DESK,
    "see_loans": frozenset({Role.case_worker}),
    "record_papers": frozenset({Role.case_worker}),
    "mark_counselling": _DESK,
    "mark_training": _DESK,
    "print_sheet": frozenset({Role.case_worker}),
    "take_work_sheet": frozenset({Role.case_worker}),
    "take_class_sheet": frozenset({Role.supervisor}),
    "record_loan": frozenset({Role.case_worker}),
    "see_funnel": frozenset({Role.supervisor}),
    "print_visits": frozenset({Role.case_worker}),
    "see_plan": frozenset({Role.supervisor}),
    "see_advice": frozenset({Role.supervisor}),
    "see_kpi": frozenset({Role.supervisor}),
    "see_report": frozenset({Role.supervisor}),
    "take_analysis": frozenset({Role.operator}),
    "see_runs": frozenset({Role.supervisor}),
    "see_standing": frozenset({Role.supervisor}),
    "start_run": frozenset({Role.supervisor}),
    "see_model": frozenset({Role.supervisor}),
    "see_rollout": frozenset({Role.supervisor}),
    "draw_rollout": frozenset({Role.supervisor}),
    "use_model": frozenset({Role.supervisor}),
    "import_list": frozenset({Role.supervisor}),
    "export_list": frozenset({Role.supervisor}),
    "see_unknown_words": _DESK,
    "curate": frozenset({Role.supervisor}),
    "see_duplicates": _DESK,
    "judge_duplicates": _DESK,
    "merge": frozenset({Role.supervisor}),
    "record_request": _DESK,
    "restrict_person": _DESK,
    "erase_person": frozenset({Role.supervisor}),
    "export_person": _DESK,
    "withdraw_consent": _DESK,
    "open_notes": frozenset({Role.supervisor}),
    "see_national_id": frozenset({Role.case_worker}),
    "keep_own_sign_in": SIGNS_IN,
    "keep_second_factor": SIGNS_IN,
    "reset_second_factor": frozenset({Role.operator}),
    "rotate_keys": frozenset({Role.operator}),
    "manage_webhooks": frozenset({Role.operator}),
    "copy_keys": frozenset({Role.operator}),
    "back_up": frozenset({Role.operator}),
    "restore": frozenset({Role.operator}),
    "move_store": frozenset({Role.operator}),
    "manage_accounts": frozenset({Role.admin}),
    "look_up_words": SIGNS_IN,
    "read_ad": frozenset({Role.case_worker, Role.supervisor, Role.employer}),
}

# What is left to who must change a first password, or put a second factor in force, before anything else; and who must
# have a second factor under each value of the setting.
BEFORE_CHOOSING = frozenset({"keep_own_sign_in"})
BEFORE_ENROLLING = frozenset({"keep_own_sign_in", "keep_second_factor"})
MUST_ENROL: Mapping[str, frozenset[Role]] = {
    "optional": frozenset(),
    "required": frozenset({Role.supervisor, Role.admin}),
    "everyone": SIGNS_IN,
}

# Fields of a person beyond the code. Treatment hours and health limits are the case worker's to weigh; programme and
# dates of return and decision stay with the desk. Ethnicity is kept for the fairness audit alone (formats.md).
# The note of the safe contact ("contact_note") is asked for apart from the contact that it stands in.
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
        "restricted_on",
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
        "contact",
        "contact_note",
        "national_id",
        "programme",
        "decision_date",
        "return_date",
        "treatment_window",
        "health_limits",
        "licence_issued_on",
        "unread",
        "notes",
        "status_sentence",
    ]
)
PERSON_FIELDS: Mapping[Role, frozenset[str]] = {
    Role.case_worker: _PLAIN | _RESTRICTED,
    Role.supervisor: (_PLAIN | _RESTRICTED) - {"notes", "contact_note", "unread", "national_id"},
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


# What everybody's acts leave behind: a link of the audit trail, and that the real calendar was used.
_TRACES: Mapping[Table, Rule] = {AuditEvent: rules.last_link, ClockUse: rules.every_row}


@lru_cache(maxsize=4096)
def row_rule(viewer: Viewer, table: Table) -> ColumnElement[bool] | None:
    """The rows of a table that a viewer sees, or None where the table is refused.

    A viewer holds their rights as they are at one request, so what is remembered here is how a rule is written for
    such rights, not whose they are.
    """
    if table in _TRACES:
        return _TRACES[table](viewer)
    rule = ROWS.get(viewer.role, {}).get(table)
    return None if rule is None else rule(viewer)


def visible_fields(viewer: Viewer) -> frozenset[str]:
    """Fields of a person that a viewer may read."""
    return PERSON_FIELDS.get(viewer.role, frozenset())
