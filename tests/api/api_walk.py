"""A walk through every operation of the API on the invented office, in an order in which each succeeds.

``python -m tests.api.api_walk`` sends it and writes what is asked and answered into ``api/openapi_examples.json``.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "api" / "openapi_examples.json"
MOST_ITEMS = 1
"""Items of a list that an example shows."""
TODAY = "2026-11-23"
FEED = "3400000514"
"""The employer that agreed to the feed."""
CW, CW2, SV, EM = "canbo", "canbo2", "giamsat", "congty"


@dataclass(frozen=True)
class Step:
    """One request: who sends it, what stands in its path and query, its body, and what later steps need."""

    who: str | None
    operation: str
    path: dict[str, str] = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    form: bool = False
    file: bytes | None = None


P1, P4 = {"code": "PT-001"}, {"code": "PT-004"}
V1, E1 = {"code": "V-01"}, {"tax_code": "3400000514"}
ROSTER = "Mã hồ sơ,Họ và tên\nP1,Nguyễn Văn Lành\n".encode()
CONSENT = {"fields": ["given_name", "skills"], "given_on": TODAY}
WORK = {"title": "Nuôi gà", "source": "khảo sát của xã", "stated_on": "2026-11-01"}
LD_JSON = "application/ld+json"
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Thợ hàn",
    "description": "Hàn khung cửa sắt, có người kèm nghề.",
    "datePosted": TODAY,
    "validThrough": "2026-12-31",
    "employmentType": "FULL_TIME",
    "totalJobOpenings": 2,
    "hiringOrganization": {"@type": "Organization", "name": "Công ty TNHH Cơ khí Mẫu"},
    "jobLocation": {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": "Phường Phan Thiết", "addressCountry": "VN"},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "VND",
        "value": {"@type": "QuantitativeValue", "minValue": 8_000_000, "maxValue": 10_000_000, "unitText": "MONTH"},
    },
}
STEPS = [
    Step(None, "POST /token", body={"username": CW, "password": "PASSWORD"}, form=True),
    Step(CW, "GET /people", query={"page_size": 2}),
    Step(CW, "POST /people", body={"code": "MOI-1", "full_name": "Người Mới", "consent_date": TODAY}),
    Step(CW, "GET /people/{code}", P1, keep={"revision": "revision"}),
    Step(CW, "PATCH /people/{code}", P1, {"wage_floor_vnd": 6_500_000}, header={"If-Match": '"{revision}"'}),
    Step(CW, "GET /people/{code}/suggestions", P1, query={"limit": 3}),
    Step(CW, "GET /people/{code}/sheet", P1),
    Step(CW, "GET /people/{code}/loan", P1),
    Step(
        CW,
        "POST /people/{code}/loans",
        P1,
        {"lent_on": "2026-10-05", "amount_vnd": 30_000_000, "months": 36, "purpose": "nuôi heo"},
        keep={"loan": "id"},
    ),
    Step(CW, "POST /loans/{loan_id}/take-back", {"loan_id": "{loan}"}, {"reason": "chưa giải ngân"}),
    Step(CW, "GET /people/{code}/contact", P1),
    Step(CW, "POST /people/{code}/answers", P1, {"opening": "V-01", "answer": "yes"}),
    Step(CW, "GET /people/{code}/answers", P1),
    Step(
        CW,
        "POST /people/{code}/cautions",
        P1,
        {"caution": "night_work", "off": True, "note": "đã quen ca đêm"},
    ),
    Step(CW, "GET /people/{code}/cautions", P1),
    Step(CW, "POST /people/{code}/national-id", P1),
    Step(SV, "POST /people/{code}/notes", P1, {"reason": "cần gọi gấp cho gia đình"}),
    Step(
        CW,
        "POST /people/{code}/decisions",
        P1,
        {"opening": "V-01", "decision": "refer", "reason": "đúng nghề", "consent": CONSENT},
        keep={"referral": "referral"},
    ),
    Step(CW, "GET /referrals"),
    Step(EM, "POST /referrals/{referral_id}/answer", {"referral_id": "{referral}"}, {"answer": "accept"}),
    Step(CW, "POST /placements", body={"referral": "{referral}", "started_on": TODAY}, keep={"placement": "id"}),
    Step(CW, "GET /placements"),
    Step(
        CW,
        "POST /placements/{placement_id}/check-ins",
        {"placement_id": "{placement}"},
        {"on": TODAY, "outcome": "still_there"},
    ),
    Step(
        CW,
        "POST /placements/{placement_id}/confirmation",
        {"placement_id": "{placement}"},
        keep={"confirmation": "code"},
    ),
    Step(None, "GET /confirmations/{code}", {"code": "{confirmation}"}),
    Step(None, "POST /confirmations/{code}", {"code": "{confirmation}"}, {"answer": "still_there"}),
    Step(CW, "GET /today"),
    Step(CW, "GET /caseload"),
    Step(CW, "POST /people/{code}/results", P4, {"kind": "no_consent", "result": "done"}),
    Step(CW, "POST /people/{code}/reminders", P1, {"due_on": "2026-11-30"}, keep={"reminder": "id"}),
    Step(CW, "GET /people/{code}/reminders", P1),
    Step(CW, "POST /reminders/{reminder}/done", {"reminder": "{reminder}"}),
    Step(CW, "GET /visits"),
    Step(SV, "GET /colleagues"),
    Step(
        CW,
        "POST /covers",
        body={"covered_by": CW2, "from_on": "2026-12-24", "until_on": "2026-12-24"},
        keep={"cover": "id"},
    ),
    Step(CW, "GET /covers"),
    Step(CW, "POST /covers/{cover_id}/end", {"cover_id": "{cover}"}),
    Step(CW, "GET /employers/{tax_code}/loan", E1),
    Step(CW, "GET /loans/calendar"),
    Step(SV, "POST /own-work", body=WORK, keep={"option": "code"}),
    Step(SV, "GET /own-work"),
    Step(SV, "GET /own-work/{code}", {"code": "{option}"}, keep={"option_revision": "revision"}),
    Step(SV, "PUT /own-work/{code}", {"code": "{option}"}, WORK, header={"If-Match": '"{option_revision}"'}),
    Step(CW, "POST /people/{code}/placements", {"code": "PT-004"}, {"opening": "{option}", "started_on": TODAY}),
    Step(SV, "POST /own-work/{code}/end", {"code": "{option}"}, {"reason": "không hợp"}),
    Step(SV, "POST /own-work/take-over"),
    Step(EM, "GET /openings", query={"page_size": 2}),
    Step(EM, "POST /openings", body={"title": "Thợ hàn", "seats": 2}, keep={"opening": "code"}),
    Step(EM, "POST /openings", body=POSTING, header={"Content-Type": LD_JSON}),
    Step(EM, "POST /openings/read", body={"text": "Cần 5 thợ hàn, lương 10-12tr"}),
    Step(EM, "GET /openings/{code}", V1, keep={"opening_revision": "revision"}),
    Step(EM, "PATCH /openings/{code}", V1, {"seats": 3}, header={"If-Match": '"{opening_revision}"'}),
    Step(EM, "POST /openings/{code}/copy", V1),
    Step(CW, "GET /openings/{code}/people", V1),
    Step(EM, "POST /openings/{code}/close", {"code": "{opening}"}, {"reason": "đủ người"}),
    Step(CW, "GET /employers", query={"page_size": 2}),
    Step(CW, "POST /employers", body={"name": "Xưởng Hoàn Toàn Khác"}, keep={"kept": "code"}),
    Step(CW, "POST /employers", body={"name": "Xưởng Hoàn Toàn Khac", "force": True}, keep={"twin": "code"}),
    Step(CW, "GET /employers/{tax_code}", E1, keep={"employer_revision": "revision"}),
    Step(
        CW,
        "PATCH /employers/{tax_code}",
        E1,
        {"contact_name": "Chị Hai"},
        header={"If-Match": '"{employer_revision}"'},
    ),
    Step(CW, "GET /employers/{tax_code}/numbers", E1),
    Step(CW, "POST /employers/{tax_code}/contacts", E1, {"kind": "thanks"}),
    Step(CW, "GET /employer-contacts"),
    Step(CW, "GET /occupations", query={"q": "hàn"}),
    Step(CW, "GET /places", query={"q": "Phan"}),
    Step(SV, "GET /curation/texts"),
    Step(SV, "POST /curation/phrases", body={"phrase": "thợ thử máy", "isco": ["7212"]}, keep={"phrase": "id"}),
    Step(SV, "GET /curation/phrases"),
    Step(SV, "DELETE /curation/phrases/{phrase_id}", {"phrase_id": "{phrase}"}),
    Step(SV, "GET /duplicates", query={"kind": "employers"}),
    Step(SV, "GET /duplicates/merges"),
    Step(SV, "POST /duplicates/dismiss", body={"kind": "people", "first": "PT-002", "second": "PT-004"}),
    Step(SV, "POST /duplicates/propose", body={"kind": "people", "first": "PT-002", "second": "PT-005"}),
    Step(
        SV,
        "POST /duplicates/merge",
        body={"kind": "employers", "keep": "{kept}", "drop": "{twin}"},
        keep={"merge": "id"},
    ),
    Step(SV, "POST /duplicates/{merge_id}/undo", {"merge_id": "{merge}"}),
    Step(SV, "GET /plan"),
    Step(SV, "GET /advice/courses"),
    Step(SV, "GET /advice/visits"),
    Step(SV, "GET /kpi"),
    Step(SV, "POST /runs", body={}),
    Step(SV, "GET /runs"),
    Step(SV, "GET /model"),
    Step(SV, "GET /funnel"),
    Step(SV, "GET /answers"),
    Step(SV, "GET /attention"),
    Step(SV, "POST /imports/{kind}", {"kind": "people"}, file=ROSTER, query={"dry_run": True}, keep={"import": "id"}),
    Step(SV, "GET /imports/{import_id}", {"import_id": "{import}"}),
    Step(CW, "GET /requests"),
    Step(CW, "POST /people/{code}/requests", P1, {"kind": "access"}),
    Step(CW, "GET /people/{code}/export", P1),
    Step(CW, "POST /people/{code}/restriction", P1, {"on": False}),
    Step(CW, "POST /people/{code}/withdrawals", P1, {"purpose": "learning"}),
    Step(SV, "POST /people/{code}/handover", {"code": "PT-002"}, {"case_worker": CW2, "reason": "other"}),
    Step(SV, "POST /people/{code}/erasure", {"code": "PT-005"}, {"confirm": "PT-005"}),
    Step(None, "GET /feed/openings.jsonld"),
    Step(None, "GET /healthz"),
    Step(None, "GET /readyz"),
    Step(
        CW,
        "POST /placements/{placement_id}/take-back",
        {"placement_id": "{placement}"},
        {"reason": "người này chưa đi làm"},
    ),
    Step(EM, "GET /sign-ins"),
    Step(EM, "POST /sign-ins/end", body={"password": "PASSWORD", "ids": ["0123456789abcdef"]}),
    Step("canbo3", "POST /password", body={"password": "PASSWORD", "new_password": "cá-cơm-phơi-nắng-72"}),
    Step("quantri", "DELETE /token"),
]


@dataclass(frozen=True)
class Answered:
    """A step with what was sent and what came back."""

    step: Step
    request: dict[str, Any]
    answer: Any


def _filled(value: Any, kept: dict[str, Any]) -> Any:
    """A value with what earlier replies told in place of its names in braces."""
    if isinstance(value, dict):
        return {key: _filled(inner, kept) for key, inner in value.items()}
    if isinstance(value, str) and (named := re.search(r"\{(\w+)\}", value)):
        return value.replace(named[0], str(kept.get(named[1], "KHONGCO")))
    return value


def walk(web: Any, password: str) -> Iterator[Answered]:
    """Send every step to one application."""
    kept: dict[str, Any] = {}
    for step in STEPS:
        method, path = step.operation.split(" ")
        request = {
            "path": _filled(step.path, kept),
            "query": step.query,
            "header": _filled(step.header, kept),
            "body": _filled(step.body, kept),
        }
        address = re.sub(r"\{(\w+)\}", lambda found, told=request["path"]: told[found[1]], path)
        more: dict[str, Any] = {"headers": request["header"], "params": step.query}
        if step.form:
            more["data"] = {**step.body, "password": password}
        elif step.file is not None:
            more["files"] = {"file": ("ds.csv", step.file)}
        elif step.body is not None:
            more["json"] = {**request["body"], **({"password": password} if "password" in step.body else {})}
        answer = web.call(step.who, method, address, **more)
        told = answer.json() if answer.content and answer.status_code < 400 else {}
        kept |= {name: told[key] for name, key in step.keep.items() if key in told}
        yield Answered(step, request, answer)


def schema_of(values: list[Any]) -> dict[str, Any]:
    """The shape that all of some values have: keys that all objects hold are required; what is empty says nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return {}
    kinds = {_kind(value) for value in known}
    if len(kinds) > 1:
        return {}
    kind = kinds.pop()
    told: dict[str, Any] = {"type": kind if len(known) == len(values) else [kind, "null"]}
    if kind == "object":
        names = sorted({name for value in known for name in value})
        told["properties"] = {name: schema_of([value[name] for value in known if name in value]) for name in names}
        told["required"] = [name for name in names if all(name in value for value in known)]
    if kind == "array" and any(known):
        told["items"] = schema_of([item for value in known for item in value])
    return told


def _kind(value: Any) -> str:
    for type_, name in ((bool, "boolean"), (int | float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, type_):
            return name
    return "object"


def shortened(value: Any) -> Any:
    """A reply as an example shows it: one item of each list, no secret."""
    if isinstance(value, list):
        return [shortened(item) for item in value[:MOST_ITEMS]]
    if isinstance(value, dict):
        return {key: "…" if key == "access_token" else shortened(inner) for key, inner in value.items()}
    return value


def _reply(answered: Answered) -> Any:
    return answered.answer.json() if answered.answer.content else None


def example_of(sent: list[Answered]) -> dict[str, Any]:
    """What the description says of one operation: as it was last sent, and the body of each other media type."""
    others = [it for it in sent if "Content-Type" in it.step.header]
    first = next(it for it in reversed(sent) if it not in others)
    answer, told = first.answer, _reply(first)
    bodies = {it.step.header["Content-Type"]: it.request["body"] for it in others}
    request = {k: value for k, value in first.request.items() if value or (k == "body" and value is not None)}
    return {
        "request": request | ({"bodies": bodies} if bodies else {}),
        "status": answer.status_code,
        "media": answer.headers.get("content-type", "").split(";")[0] or None,
        "response": shortened(told),
        "schema": schema_of([told, *map(_reply, others)]),
    }


def main() -> None:
    """Walk on a fresh office and write the file; tells what did not succeed."""
    from fastapi.testclient import TestClient

    from api import migrate
    from api.app import make_app
    from tests.api import conftest as office
    from tests.lists import KINDS, csv_of

    found: dict[str, list[Answered]] = {}
    with tempfile.TemporaryDirectory() as folder:
        service = office.open_service(Path(folder), feed_employers=FEED)
        migrate.upgrade(service.database)
        office._make_accounts(service)
        for kind in KINDS:
            office.import_bytes(office.operator_of(service), kind, csv_of(kind), f"{kind}.csv")
        with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
            for answered in walk(office.Web(service, client), office.PASSWORD):
                if answered.answer.status_code >= 400:
                    print(answered.step.operation, answered.answer.status_code, answered.answer.text[:300])
                found.setdefault(answered.step.operation, []).append(answered)
        office.close_service(service)
    told = {operation: example_of(sent) for operation, sent in found.items()}
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(found)} operations")


if __name__ == "__main__":
    main()
