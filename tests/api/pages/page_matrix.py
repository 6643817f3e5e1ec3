"""Every page as the tests of the policy open it: who may, and what is own, another's, absent.

The rows of a noun stand together; a page that is not here fails a test.
"""

from dataclasses import dataclass

from api.policy import Role

CW, SV, EM, AD = Role.case_worker, Role.supervisor, Role.employer, Role.admin
DESK, EVERYBODY = {CW, SV}, {CW, SV, EM, AD}


@dataclass(frozen=True)
class PageRow:
    """One page; ``own``, ``others`` and ``absent`` fill its first parameter, ``rest`` the others."""

    method: str
    path: str
    allowed: set[Role]
    own: str | None = None
    others: str | None = None
    absent: str = "KHONGCO"
    rest: str | None = None

    def address(self, first: str | None = None) -> str:
        """The address with what stands for its parameters."""
        filled = self.path
        for value in (first or self.own, self.rest):
            before, brace, after = filled.partition("{")
            filled = f"{before}{value}{after.partition('}')[2]}" if brace else filled
        return filled


# Own and another's as canbo (people, referrals, placements) and congty (openings, employers) see them.
PERSON = {"own": "PT-001", "others": "PT-003"}

PAIR = {**PERSON, "rest": "V-05"}
OPENING = {"own": "V-01"}
REFERRAL = {"own": "OWN_REFERRAL", "others": "OTHER_REFERRAL"}

PLACEMENT = {"own": "OWN_PLACEMENT", "others": "OTHER_PLACEMENT"}

TODAY = [
    PageRow("GET", "/today", {CW}),
    PageRow("GET", "/home", EVERYBODY),
    PageRow("GET", "/help", EVERYBODY),
    PageRow("GET", "/help/tour", {CW}),
    *(PageRow(method, "/people/{person}/result", {CW}, **PERSON) for method in ("GET", "POST")),
]
PEOPLE = [
    PageRow("GET", "/people", DESK),
    PageRow("GET", "/people/new", DESK),
    PageRow("POST", "/people/new", DESK),
    PageRow("GET", "/people/{person}", DESK, **PERSON),
    PageRow("GET", "/people/{person}/change", DESK, **PERSON),
    PageRow("POST", "/people/{person}/change", DESK, **PERSON),
    PageRow("GET", "/people/{person}/sheet", DESK, **PERSON),
    PageRow("GET", "/people/{person}/consent", DESK, **PERSON),
    PageRow("POST", "/people/{person}/consent", DESK, **PERSON),
]
SUGGESTIONS = [
    PageRow("GET", "/people/{person}/suggestions", {CW}, **PERSON),
    PageRow("GET", "/people/{person}/blocked", {CW}, **PERSON),
    PageRow("GET", "/people/{person}/openings/{opening}", {CW}, **PAIR),
    PageRow("GET", "/people/{person}/openings/{opening}/refer", {CW}, **PAIR),
    PageRow("POST", "/people/{person}/openings/{opening}/refer", {CW}, **PAIR),
    PageRow("GET", "/people/{person}/openings/{opening}/dismiss", {CW}, **PAIR),
    PageRow("POST", "/people/{person}/openings/{opening}/dismiss", {CW}, **PAIR),
    PageRow("POST", "/people/{person}/openings/{opening}/take-back", {CW}, **PAIR),
]
REFERRALS = [
    PageRow("GET", "/referrals", {CW}),
    PageRow("GET", "/referrals/{referral}", {CW}, **REFERRAL),
    PageRow("GET", "/referrals/{referral}/letter", {CW}, **REFERRAL),
    PageRow("GET", "/referrals/{referral}/letter.docx", {CW}, **REFERRAL),
]
BOTH = ("GET", "POST")
FOLLOW_UP = [
    PageRow("GET", "/placements", {CW}),
    PageRow("GET", "/placements/{placement}", {CW}, **PLACEMENT),
    *(
        PageRow(m, f"/placements/{{placement}}/{it}", {CW}, **PLACEMENT)
        for it in ("check-in", "letter", "take-back")
        for m in BOTH
    ),
    *(PageRow(m, f"/referrals/{{referral}}/{it}", {CW}, **REFERRAL) for it in ("answer", "start") for m in BOTH),
    *(
        PageRow(m, f"/people/{{person}}/openings/{{opening}}/{it}", {CW}, **PAIR)
        for it in ("start", "answer", "override")
        for m in BOTH
    ),
]
CASE = [
    PageRow("GET", "/people/{person}/contact", {CW}, **PERSON),
    *(PageRow(m, "/people/{person}/contact/change", {CW}, **PERSON) for m in BOTH),
    *(PageRow(m, "/people/{person}/reminders", {CW}, **PERSON) for m in BOTH),
    PageRow("POST", "/reminders/{reminder}/done", {CW}, own="OWN_REMINDER", others="OTHER_REMINDER"),
    *(PageRow(m, "/people/{person}/handover", DESK, **PERSON) for m in BOTH),
    *(PageRow(m, "/people/{person}/withdraw", DESK, **PERSON) for m in BOTH),
    *(PageRow(m, "/covers", DESK) for m in BOTH),
    PageRow("POST", "/covers/{cover}/end", DESK, own="OWN_COVER", others="OTHER_COVER"),
    PageRow("GET", "/visits", {CW}),
    PageRow("GET", "/loans", {CW}),
    *(PageRow(m, "/people/{person}/loan", {CW}, **PERSON) for m in BOTH),
    *(
        PageRow(m, f"/people/{{person}}/{it}", DESK, **PERSON)
        for it in ("tell-college", "work-sheet/agree")
        for m in BOTH
    ),
    *(PageRow(m, "/people/{person}/loans/new", {CW}, **PERSON) for m in BOTH),
    *(PageRow(m, "/people/{person}/loans/{loan}", {CW}, **PERSON, rest="OWN_LOAN") for m in BOTH),
    PageRow("POST", "/people/{person}/loans/{loan}/undo", {CW}, **PERSON, rest="OWN_LOAN"),
    *(PageRow("GET", f"/people/{{person}}/work-sheet{it}", {CW}, **PERSON) for it in ("", ".docx")),
    *(PageRow(m, "/area/class", {SV}) for m in BOTH),
    PageRow("GET", "/employers/{employer}/loan", {CW}, own="3400000514"),
    *(PageRow(m, "/counselling", DESK) for m in BOTH),
    *(PageRow(m, "/training", DESK) for m in BOTH),
    PageRow("GET", "/employers/contacts", DESK),
    *(PageRow(m, "/employers/{employer}/contact", DESK, own="3400000514") for m in BOTH),
    *(PageRow(m, "/people/{person}/cautions", {CW}, **PERSON) for m in BOTH),
    PageRow("GET", "/own-work", DESK),
    PageRow("POST", "/own-work/take-over", {SV}),
    *(PageRow(m, "/own-work/new", {SV}) for m in BOTH),
    *(PageRow(m, f"/own-work/{{option}}/{act}", {SV}, own="OWN_OPTION") for act in ("change", "end") for m in BOTH),
    PageRow("GET", "/people/{person}/own-sheet", {CW}, **PERSON),
]
RIGHTS = [
    *(PageRow(m, f"/people/{{person}}/{it}", DESK, **PERSON) for it in ("rights", "restrict") for m in BOTH),
    *(PageRow(m, f"/people/{{person}}/{it}", {SV}, **PERSON) for it in ("erase", "notes") for m in BOTH),
    *(PageRow("GET", f"/people/{{person}}/own-data{it}", DESK, **PERSON) for it in ("", ".json")),
    PageRow("POST", "/people/{person}/national-id", {CW}, **PERSON),
]
OPENINGS = [PageRow("GET", "/openings", DESK), PageRow("GET", "/openings/{opening}", DESK, **OPENING)]
# The employer's side: openings and introductions of congty, and of another.
OWN_OPENING = {"own": "V-01", "others": "V-03"}
INTRODUCTION = {"own": "OWN_REFERRAL", "others": "OTHER_REFERRAL"}
EMPLOYER = [
    PageRow("GET", "/employer", {EM}),
    *(PageRow(method, f"/employer/{page}", {EM}) for page in ("details", "pause") for method in ("GET", "POST")),
    PageRow("GET", "/employer/openings", {EM}),
    PageRow("GET", "/employer/openings/new", {EM}),
    PageRow("POST", "/employer/openings/new", {EM}),
    PageRow("GET", "/employer/openings/paste", {EM}),
    PageRow("POST", "/employer/openings/paste", {EM}),
    PageRow("GET", "/employer/openings/{opening}", {EM}, **OWN_OPENING),
    PageRow("GET", "/employer/openings/{opening}/change", {EM}, **OWN_OPENING),
    PageRow("POST", "/employer/openings/{opening}/change", {EM}, **OWN_OPENING),
    PageRow("GET", "/employer/openings/{opening}/check", {EM}, **OWN_OPENING),
    PageRow("POST", "/employer/openings/{opening}/check", {EM}, **OWN_OPENING),
    *(
        PageRow(method, f"/employer/openings/{{opening}}/{act}", {EM}, **OWN_OPENING)
        for act in ("close", "pause", "resume")
        for method in ("GET", "POST")
    ),
    PageRow("GET", "/employer/openings/{opening}/job-posting", {EM}, **OWN_OPENING),
    PageRow("GET", "/employer/introductions", {EM}),
    PageRow("GET", "/employer/introductions/{referral}", {EM}, **INTRODUCTION),
    *(
        PageRow(method, f"/employer/introductions/{{referral}}/{answer}", {EM}, **INTRODUCTION)
        for answer in ("accept", "decline", "more-time")
        for method in ("GET", "POST")
    ),
]
AREA = [
    *(PageRow("GET", f"/area{rest}", {SV}) for rest in ("", "/meeting", "/plan", "/answers", "/visits", "/courses")),
    PageRow("GET", "/area/report", {SV}),
    *(PageRow("GET", f"/area/report/{{period}}{rest}", {SV}, own="2026Q4") for rest in ("", "/rows", ".docx", ".xlsx")),
    PageRow("GET", "/area/runs", {SV}),
    PageRow("GET", "/area/standing", {SV}),
    PageRow("GET", "/area/runs/new", {SV}),
    PageRow("POST", "/area/runs/new", {SV}),
]
CURATION = [
    *(PageRow("GET", f"/curation{rest}", DESK) for rest in ("", "/phrases", "/places")),
    *(PageRow(method, "/curation/teach", {SV}) for method in ("GET", "POST")),
    PageRow("POST", "/curation/phrases/{phrase_id}/forget", {SV}, own="1"),
    *(PageRow("GET", f"/duplicates{rest}", DESK) for rest in ("", "/merges")),
    *(PageRow(method, "/duplicates/decide", {SV}) for method in ("GET", "POST")),
    *(PageRow(method, "/duplicates/merges/{merge_id}/undo", {SV}, own="OWN_MERGE") for method in ("GET", "POST")),
]
IMPORT = {"own": "OWN_IMPORT", "others": "OTHER_IMPORT"}
LISTS = [
    PageRow("GET", "/lists", {SV}),
    PageRow("POST", "/lists", {SV}),
    PageRow("GET", "/lists/{list_kind}.xlsx", {SV}, own="kpi"),
    *(
        PageRow(method, "/lists/imports/{import_id}", {SV}, own="OWN_IMPORT", others="OTHER_IMPORT")
        for method in ("GET", "POST")
    ),
    PageRow("GET", "/lists/imports/{import_id}/held.xlsx", {SV}, own="OWN_IMPORT", others="OTHER_IMPORT"),
]
MODEL = [PageRow("GET", path, {SV}) for path in ("/model", "/model/fairness", "/rollout")]
MODEL += [
    PageRow("POST", "/rollout", {SV}),
    *(PageRow(method, "/model/{version}/use", {SV}, own="OWN_VERSION") for method in ("GET", "POST")),
]
ACCOUNT = {"own": "canbo"}
ACCOUNTS = [
    PageRow("GET", "/accounts", {AD}),
    *(PageRow(method, "/accounts/new", {AD}) for method in ("GET", "POST")),
    PageRow("GET", "/accounts/{account}", {AD}, **ACCOUNT),
    *(PageRow("POST", f"/accounts/{{account}}/{it}", {AD}, **ACCOUNT) for it in ("password", "link", "unlink")),
    *(
        PageRow(method, f"/accounts/{{account}}/{act}", {AD}, **ACCOUNT)
        for act in ("change", "close")
        for method in ("GET", "POST")
    ),
]
SIGN_IN = [
    *(PageRow(method, "/second-factor", EVERYBODY) for method in BOTH),
    *(PageRow("POST", f"/second-factor/{it}", EVERYBODY) for it in ("confirm", "end")),
    PageRow("GET", "/account", EVERYBODY),
    *(PageRow(method, f"/account/{it}", EVERYBODY) for it in ("password", "sign-ins") for method in BOTH),
]
OCCUPATIONS = [PageRow("GET", "/occupations", EVERYBODY)]
DESKS = [*TODAY, *PEOPLE, *SUGGESTIONS, *REFERRALS, *FOLLOW_UP, *CASE, *RIGHTS, *OPENINGS, *EMPLOYER]
ROWS = [*DESKS, *AREA, *CURATION, *LISTS, *MODEL, *ACCOUNTS, *SIGN_IN, *OCCUPATIONS]
