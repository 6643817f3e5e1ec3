"""Every route as the matrix of policy tests calls it: who may, with which body, and what is own, another's, absent."""

from dataclasses import dataclass

from api.policy import Role

CW, SV, EM = Role.case_worker, Role.supervisor, Role.employer
DESK, MARKET, EVERYBODY = {CW, SV}, {CW, SV, EM}, {CW, SV, EM, Role.admin}
PDF = {"files": {"file": ("a.csv", "Mã hồ sơ,Họ và tên\nP1,Nguyễn Văn Lành\n".encode())}}


@dataclass(frozen=True)
class Route:
    """One route as the tests call it: who may, with which body, and what stands for own, another's and absent."""

    method: str
    path: str
    allowed: set[Role]
    body: object = None
    own: str | None = None
    others: str | None = None
    absent: str = "KHONGCO"
    more: tuple[tuple[str, object], ...] = ()


# Own and another's as canbo (people, referrals, placements) and congty (openings, employers) see them.
PERSON = {"own": "PT-001", "others": "PT-003"}
LOAN_TO_TAKE_BACK = {"own": "OWN_LOAN_TO_TAKE_BACK", "others": "OTHER_LOAN_TO_TAKE_BACK"}
OPENING = {"own": "V-01", "others": "V-03"}
EMPLOYER = {"own": "3400000514", "others": "3400000063", "absent": "3409100999"}
REFERRAL = {"own": "OWN_REFERRAL", "others": "OTHER_REFERRAL"}
PLACEMENT = {"own": "OWN_PLACEMENT", "others": "OTHER_PLACEMENT"}
IF_MATCH = (("headers", {"If-Match": '"999"'}),)
DISMISS = {"opening": "V-05", "decision": "dismiss", "reason": "too_far"}
CHECK_IN = {"on": "2026-11-23", "outcome": "not_reached"}
# Who opens these is not signed in; their own tests look at them.
OPEN = {
    *(("POST", "/token"), ("DELETE", "/token"), ("GET", "/confirmations/{}"), ("POST", "/confirmations/{}")),
    ("GET", "/feed/openings.jsonld"),
}
OWN_WORK = {"title": "Nuôi gà", "source": "khảo sát của xã", "stated_on": "2026-11-01"}
HAND_OVER = {"case_worker": "canbo", "reason": "other"}
WRONG = {"password": "sai-hoàn-toàn-1"}
ROUTES = [
    Route("POST", "/password", EVERYBODY, {**WRONG, "new_password": "trâu gặm cỏ ngoài đê"}),
    Route("GET", "/sign-ins", EVERYBODY),
    Route("POST", "/sign-ins/end", EVERYBODY, {**WRONG, "ids": ["0" * 16]}),
    Route("GET", "/people", DESK),
    Route("POST", "/people", DESK, {"code": "MOI-1", "full_name": "Người Mới"}),
    Route("GET", "/people/{}", DESK, **PERSON),
    Route("PATCH", "/people/{}", DESK, {"notes": "x"}, **PERSON, more=IF_MATCH),
    Route("GET", "/people/{}/suggestions", {CW}, **PERSON),
    Route("POST", "/people/{}/decisions", {CW}, DISMISS, **PERSON),
    Route("GET", "/openings", MARKET),
    Route("POST", "/openings", {CW, EM}, {"title": "Thợ hàn"}),
    Route("GET", "/openings/{}", MARKET, **OPENING),
    Route("PATCH", "/openings/{}", {CW, EM}, {"seats": 1}, **OPENING, more=IF_MATCH),
    Route("POST", "/openings/{}/close", {CW, EM}, {"reason": "đủ người"}, **OPENING),
    Route("POST", "/openings/{}/copy", {EM}, **OPENING),
    Route("GET", "/openings/{}/people", DESK, **OPENING),
    Route("GET", "/employers", MARKET),
    Route("POST", "/employers", MARKET, {"name": "Xưởng Hoàn Toàn Khác"}),
    Route("GET", "/employers/{}", MARKET, **EMPLOYER),
    Route("PATCH", "/employers/{}", MARKET, {"phone": "0900000000"}, **EMPLOYER, more=IF_MATCH),
    Route("GET", "/employers/{}/numbers", MARKET, **EMPLOYER),
    Route("GET", "/referrals", {CW, EM}),
    Route("POST", "/referrals/{}/answer", {CW, EM}, {"answer": "more_time"}, **REFERRAL),
    Route("GET", "/placements", {CW}),
    Route("POST", "/placements", {CW}, {"referral": "khong-co", "started_on": "2026-11-23"}),
    Route("POST", "/placements/{}/check-ins", {CW}, CHECK_IN, **PLACEMENT),
    Route("POST", "/placements/{}/confirmation", {CW}, **PLACEMENT),
    Route("POST", "/placements/{}/take-back", {CW}, {"reason": "ghi nhầm"}, **PLACEMENT),
    Route("GET", "/today", {CW}),
    Route("POST", "/people/{}/results", {CW}, {"kind": "no_consent", "result": "done"}, own="PT-004", others="PT-003"),
    Route("GET", "/people/{}/reminders", {CW}, **PERSON),
    Route("POST", "/people/{}/reminders", {CW}, {"due_on": "2026-11-30"}, **PERSON),
    Route("POST", "/reminders/{}/done", {CW}, own="OWN_REMINDER", others="OTHER_REMINDER"),
    Route("GET", "/people/{}/contact", {CW}, **PERSON),
    Route("GET", "/people/{}/answers", {CW}, **PERSON),
    Route("POST", "/people/{}/answers", {CW}, {"opening": "V-01", "answer": "yes"}, **PERSON),
    Route("GET", "/colleagues", DESK),
    Route("POST", "/people/{}/handover", DESK, HAND_OVER, **PERSON),
    Route("GET", "/covers", DESK),
    Route("POST", "/covers", DESK, {"covered_by": "canbo2", "from_on": "2026-12-24", "until_on": "2026-12-24"}),
    Route("POST", "/covers/{}/end", DESK, own="OWN_COVER", others="OTHER_COVER"),
    Route("GET", "/visits", {CW}),
    Route("GET", "/employer-contacts", DESK),
    Route("POST", "/employers/{}/contacts", DESK, {"kind": "thanks"}, own="3400000514", absent="3409100999"),
    Route("GET", "/people/{}/cautions", {CW}, **PERSON),
    Route(
        "POST",
        "/people/{}/cautions",
        {CW},
        {"caution": "night_work", "off": True, "note": "quen ca đêm"},
        **PERSON,
    ),
    Route("GET", "/own-work", DESK),
    Route("POST", "/own-work", {SV}, OWN_WORK),
    Route("POST", "/own-work/take-over", {SV}),
    Route("GET", "/own-work/{}", DESK, own="OWN_OPTION"),
    Route("PUT", "/own-work/{}", {SV}, OWN_WORK, own="OWN_OPTION", more=IF_MATCH),
    Route("POST", "/own-work/{}/end", {SV}, {"reason": "không hợp"}, own="OWN_OPTION"),
    Route("POST", "/people/{}/placements", {CW}, {"opening": "V-05", "started_on": "2026-11-23"}, **PERSON),
    Route("GET", "/loans/calendar", {CW}),
    Route("POST", "/people/{}/loans", {CW}, {"lent_on": "2026-10-05", "amount_vnd": 30_000_000}, **PERSON),
    Route("POST", "/loans/{}/take-back", {CW}, {"reason": "ghi nhầm"}, **LOAN_TO_TAKE_BACK),
    Route("GET", "/people/{}/loan", {CW}, **PERSON),
    Route("GET", "/employers/{}/loan", {CW}, own="3400000514", absent="3409100999"),
    Route("GET", "/caseload", DESK),
    Route("GET", "/people/{}/sheet", {CW}, **PERSON),
    Route("GET", "/funnel", {SV}),
    Route("GET", "/answers", {SV}),
    Route("GET", "/attention", {SV}),
    Route("GET", "/plan", {SV}),
    Route("GET", "/advice/courses", {SV}),
    Route("GET", "/advice/visits", {SV}),
    Route("GET", "/kpi", {SV}),
    Route("GET", "/runs", {SV}),
    Route("POST", "/runs", {SV}, {}),
    Route("GET", "/model", {SV}),
    Route("POST", "/imports/people", {SV}, more=tuple(PDF.items())),
    Route("GET", "/imports/{}", {SV}, own="OWN_IMPORT", others="OTHER_IMPORT"),
    Route("POST", "/openings/read", MARKET, {"text": "Cần 5 thợ hàn, lương 10-12tr"}),
    Route("GET", "/curation/texts", DESK),
    Route("GET", "/curation/phrases", DESK),
    Route("POST", "/curation/phrases", {SV}, {"phrase": "thợ thử máy", "isco": ["7212"]}),
    Route("DELETE", "/curation/phrases/999", {SV}),
    Route("GET", "/duplicates?kind=employers", DESK),
    Route("GET", "/duplicates/merges", DESK),
    Route("POST", "/duplicates/merge", {SV}, {"kind": "people", "keep": "X1", "drop": "X2"}),
    Route("POST", "/duplicates/dismiss", DESK, {"kind": "people", "first": "X1", "second": "X2"}),
    Route("POST", "/duplicates/propose", DESK, {"kind": "people", "first": "X1", "second": "X2"}),
    Route("POST", "/duplicates/999/undo", {SV}),
    Route("GET", "/requests", DESK),
    Route("POST", "/people/{}/requests", DESK, {"kind": "access"}, **PERSON),
    Route("POST", "/people/{}/restriction", DESK, {"on": False}, **PERSON),
    Route("POST", "/people/{}/erasure", {SV}, {"confirm": "no code"}, **PERSON),
    Route("GET", "/people/{}/export", DESK, **PERSON),
    Route("POST", "/people/{}/notes", {SV}, {"reason": "cần gọi gấp cho gia đình"}, **PERSON),
    Route("POST", "/people/{}/national-id", {CW}, **PERSON),
    Route("POST", "/people/{}/withdrawals", DESK, {"purpose": "learning"}, **PERSON),
    Route("GET", "/occupations?q=hàn", EVERYBODY),
    Route("GET", "/places?q=Phan", EVERYBODY),
]
