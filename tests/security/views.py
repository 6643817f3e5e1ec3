"""Everything that one viewer can reach in the house: every GET of the routing table, then acts, then letters."""

from api.app import PREFIX
from api.exports.exporter import OFFERED
from tests.security.house import House
from tests.security.replay import Asked, get_paths


def _query(path: str) -> str:
    """Routes that need a question get one."""
    asked = {"/occupations": "?q=hàn", "/places": "?q=Phan", "/duplicates": "?kind=people"}
    return path + asked.get(path.removeprefix(PREFIX), "") if path.startswith(PREFIX) else path


def _gets(who: str, values: dict[str, list[str]]) -> list[Asked]:
    return [Asked(who, "GET", _query(path)) for path in dict.fromkeys(get_paths(values))]


def employer_requests(house: House) -> list[Asked]:
    """What ``congty`` can ask: its own, another's, and what comes to it on paper from the desk.

    The paper by which a job is confirmed says what ``/confirm/CODE`` says; the desk's page that asks whether to print
    it is the desk's own.
    """
    ids = house.ids
    referrals = [ids[f"{which}_REFERRAL"] for which in ("OWN", "NAME", "ENDED", "OTHER")]
    openings = ["V-01", "V-02", "V-03", "V-99"]
    values = {
        "opening": openings, "openings": openings, "referral": referrals, "employers": ["3400000514", "3400000063"],
        "confirm": [ids["OWN_CODE"]], "confirmations": [ids["OWN_CODE"]],
    }  # fmt: skip
    looks = [a for a in _gets("congty", values) if "/people" not in a.path]
    pages = [Asked("congty", "GET", f"{PREFIX}/{noun}?page_size={n}&page={page}") for noun in ("openings", "employers")
             for n, page in ((1, 1), (1, 2), (200, 1))]  # fmt: skip
    letters = [Asked("canbo", "GET", f"/referrals/{r}/letter") for r in referrals[:3]]
    return [*looks, *pages, *letters, *_acts(house)]


def _acts(house: House) -> list[Asked]:
    """What changes something, in an order in which each can be done; refusals are answers too."""
    ids, path = house.ids, f"{PREFIX}/referrals"
    return [
        Asked("congty", "POST", f"{path}/{ids['OTHER_REFERRAL']}/answer", {"answer": "accepted"}),
        Asked("congty", "POST", f"{path}/{ids['NAME_REFERRAL']}/answer", {"answer": "declined", "reason": "skills"}),
        Asked("congty", "POST", f"{path}/{ids['ENDED_REFERRAL']}/answer", {"answer": "more_time"}),
        Asked("congty", "GET", path),
        Asked("congty", "POST", f"{PREFIX}/openings", {"title": "Thợ hàn"}),
        Asked("congty", "POST", f"{PREFIX}/openings", {"title": "Thợ hàn", "code": "V-03"}),
        Asked("congty", "POST", f"{PREFIX}/openings/V-01/copy"),
        Asked("congty", "POST", f"{PREFIX}/openings/read", {"text": "Cần 5 thợ hàn, lương 10-12tr"}),
        Asked("congty", "POST", f"{PREFIX}/employers", {"name": "Cơ khí Mẫu", "tax_code": "3400000514"}),
        Asked("congty", "POST", f"{PREFIX}/openings/V-02/close", {"reason": "đủ người"}),
        Asked("congty", "GET", "/employer"),
        Asked("congty", "GET", f"{PREFIX}/employers/3400000514/numbers"),
    ]


def case_worker_requests(house: House) -> list[Asked]:
    """What ``canbo`` can ask of two people of its own, one of another's and nobody's."""
    ids = house.ids
    values = {
        "code": ["PT-001", "PT-003"],
        "person": ["PT-001", "PT-005", "PT-003"],
        "people": ["PT-001", "PT-002", "PT-003"],
        "opening": ["V-01", "V-05"],
        "openings": ["V-01", "V-05"],
        "employers": ["3400000514", "3400000063"],
        "referral": [ids["OWN_REFERRAL"], ids["OTHER_REFERRAL"]],
        "placement": [ids["OWN_PLACEMENT"], ids["OTHER_PLACEMENT"]],
        "loan": [ids["OWN_LOAN"], ids["OTHER_LOAN"]],
    }
    return [a for a in (*_gets("canbo", values), *_lists("canbo", "people")) if not _counts_everybody(a)]


def _counts_everybody(asked: Asked) -> bool:
    """Whether a reply counts the whole area on purpose: how many workers the loan counts where own people are.

    domain.md gives the desk that number ("2 of 24 = 8.3 %"); it names nobody.
    """
    path = asked.path.partition("?")[0]
    return path.endswith(("/employers/3400000514/loan", "/employers/3400000063/loan"))


def supervisor_requests(house: House) -> list[Asked]:
    """What ``giamsat`` can ask, workbooks included."""
    ids = house.ids
    values = {
        "person": ["PT-001", "PT-007"], "people": ["PT-001", "PT-007"], "opening": ["V-01"], "openings": ["V-01"],
        "employers": ["3400000514"], "list_kind": list(OFFERED), "version": [ids["OWN_VERSION"]],
        "import_id": [ids["OWN_IMPORT"], ids["OTHER_IMPORT"]], "imports": [ids["OWN_IMPORT"], ids["OTHER_IMPORT"]],
        "merge_id": [ids["OWN_MERGE"]],
    }  # fmt: skip
    return [*_gets("giamsat", values), *_lists("giamsat", "people")]


def _lists(who: str, noun: str) -> list[Asked]:
    asked = ("page_size=1", "page_size=200", "query=nguyen", "query=vi", "state=open", "state=referred")
    return [Asked(who, "GET", f"{PREFIX}/{noun}?{query}") for query in asked]
