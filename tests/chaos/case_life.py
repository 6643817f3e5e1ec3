"""A whole case life on the real service against a plain model: whatever is done in whatever order, both agree.

The model is a few dictionaries; what it does not say (chances, words) is not compared.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.api.conftest import Web

OPENINGS = ("V-01", "V-02", "V-05")
WORKERS = ("canbo", "canbo2")


@dataclass
class Case:
    """What the model remembers of a person."""

    code: str
    worker: str = "canbo"
    consents: bool = True
    gone: bool = False
    referrals: dict[str, str] = field(default_factory=dict)
    """Referral → waiting, accepted, declined."""
    openings: set[str] = field(default_factory=set)
    placement: str | None = None
    left: bool = False


class CaseLife(RuleBasedStateMachine):
    """Register, consent, suggest, refer, answer, start, check in, leave, withdraw, hand over, erase."""

    open_office: Callable[[], AbstractContextManager[Web]]
    """An office of this life's own: what earlier ones left behind would change what may be drawn."""

    @initialize()
    def begin(self) -> None:
        self.over = ExitStack()
        self.web = self.over.enter_context(self.open_office())
        self.case = Case("DOI-1")
        self.register()

    def teardown(self) -> None:
        if hasattr(self, "over"):
            self.over.close()

    def ask(self, method: str, path: str, body: Any = None, who: str | None = None) -> Any:
        reply = self.web.call(who or self.case.worker, method, path, **({} if body is None else {"json": body}))
        assert reply.status_code < 500, (method, path, reply.status_code, reply.text)
        return reply

    def register(self) -> None:
        body = {"code": self.case.code, "full_name": "Người Thử", "commune_code": "22945", "schooling": 9}
        more = {"consent_date": "2026-11-20", "shifts": ["ngày"], "vehicle": "motorbike"}
        assert self.ask("POST", "/people", body | more).status_code == 201

    @property
    def address(self) -> str:
        return f"/people/{self.case.code}"

    @rule()
    def see(self) -> None:
        assert self.ask("GET", self.address).status_code == (404 if self.case.gone else 200)

    @precondition(lambda self: not self.case.gone)
    @rule()
    def register_again(self) -> None:
        assert self.ask("POST", "/people", {"code": self.case.code, "full_name": "Khác"}).status_code in (409, 404)

    @precondition(lambda self: not self.case.gone)
    @rule()
    def suggest(self) -> None:
        shown = {item["opening"]["code"] for item in self.ask("GET", f"{self.address}/suggestions").json()["items"]}
        assert not shown & self.case.openings
        assert self.case.consents or not shown

    @precondition(lambda self: not self.case.gone)
    @rule(opening=st.sampled_from(OPENINGS), agrees=st.booleans())
    def refer(self, opening: str, agrees: bool) -> None:
        body: dict[str, Any] = {"opening": opening, "decision": "refer", "reason": "hợp việc"}
        if agrees:
            body["consent"] = {"fields": ["given_name"], "given_on": "2026-11-22"}
        reply = self.ask("POST", f"{self.address}/decisions", body)
        if reply.status_code == 201:
            assert self.case.consents and opening not in self.case.openings
            self.case.referrals[reply.json()["referral"]] = "waiting"
            self.case.openings.add(opening)
        else:
            assert reply.status_code in (409, 422)

    @precondition(lambda self: self.case.referrals and not self.case.gone)
    @rule(data=st.data(), answer=st.sampled_from(["accept", "decline"]))
    def answer(self, data: Any, answer: str) -> None:
        referral = data.draw(st.sampled_from(list(self.case.referrals)))
        then = {"accept": "accepted", "decline": "declined"}[answer]
        reply = self.ask("POST", f"/referrals/{referral}/answer", {"answer": answer, "reason": "đã bàn"})
        known = self.case.referrals[referral]
        stands = "accepted" if known == "working" else known  # who has begun was accepted; the same again is the same
        assert reply.status_code == (200 if stands in ("waiting", then) else 409), reply.text
        if known == "waiting":
            self.case.referrals[referral] = then

    @precondition(lambda self: self.case.referrals and not self.case.gone)
    @rule(data=st.data())
    def start(self, data: Any) -> None:
        referral = data.draw(st.sampled_from(list(self.case.referrals)))
        reply = self.ask("POST", "/placements", {"referral": referral, "started_on": "2026-11-23"})
        if reply.status_code == 201:
            assert self.case.referrals[referral] in ("waiting", "accepted")
            self.case.referrals[referral], self.case.placement, self.case.left = "working", reply.json()["id"], False
        else:
            assert reply.status_code in (409, 422)

    @precondition(lambda self: self.case.placement and not self.case.gone)
    @rule(leaves=st.booleans())
    def check_in(self, leaves: bool) -> None:
        said: dict[str, Any] = {"on": "2026-11-23", "outcome": "left" if leaves else "still_there"}
        if leaves:
            said |= {"why": "pay", "left_on": "2026-11-23"}
        reply = self.ask("POST", f"/placements/{self.case.placement}/check-ins", said)
        if reply.status_code == 201 and leaves:
            assert reply.json()["ended_on"] == "2026-11-23"
            self.case.left = True

    @precondition(lambda self: not self.case.gone)
    @rule()
    def withdraw(self) -> None:
        reply = self.ask("POST", f"{self.address}/withdrawals", {"purpose": "matching"})
        if reply.status_code < 300:
            self.case.consents = False

    @precondition(lambda self: not self.case.gone)
    @rule()
    def hand_over(self) -> None:
        to = WORKERS[self.case.worker == WORKERS[0]]
        reply = self.ask("POST", f"{self.address}/handover", {"case_worker": to, "reason": "workload"})
        assert reply.status_code in (200, 201), reply.text
        self.case.worker = to

    @precondition(lambda self: not self.case.gone)
    @rule(sure=st.booleans())
    def erase(self, sure: bool) -> None:
        confirm = {"confirm": self.case.code if sure else "khac"}
        reply = self.ask("POST", f"{self.address}/erasure", confirm, who="giamsat")
        assert reply.status_code == (200 if sure else 422), reply.text
        self.case.gone = sure

    @invariant()
    def everybody_sees_only_theirs(self) -> None:
        if not hasattr(self, "case"):
            return
        other = WORKERS[self.case.worker == WORKERS[0]]
        assert self.ask("GET", self.address).status_code == (404 if self.case.gone else 200)
        assert self.ask("GET", self.address, who=other).status_code == 404

    @invariant()
    def nothing_is_counted_twice(self) -> None:
        if not hasattr(self, "case") or self.case.gone:
            return
        rows = [p for p in self.ask("GET", "/placements").json()["items"] if p["person"] == self.case.code]
        working = [r for r in self.case.referrals.values() if r == "working"]
        assert len(rows) == len(working)
        of_last = [p for p in rows if p["id"] == self.case.placement]
        assert all((p["ended_on"] is not None) == self.case.left for p in of_last)
