"""The ID number of a household business's owner stands in no reply of the desk, a supervisor or another employer."""

import json

from api.app import PREFIX
from employers.registry import find_employer
from tests.security.replay import Asked, Replayer, get_paths
from tests.security.steady import steady

OWNER = b"060075001234"
NOUNS = ("employers", "openings")
WHO = ("canbo", "giamsat", "congty", "quantri")


def test_no_reply_holds_the_owners_id_number_of_a_household_business(house, tmp_path):
    folder = house.copy(tmp_path / "w")
    with steady() as dice:
        replayer = Replayer(house, dice)
        with replayer.world(folder) as service:
            with service.ranker_sessions.read() as session:
                code = find_employer(session, OWNER.decode()).code
            post = Asked("canbo", "POST", f"{PREFIX}/openings", {"title": "Thợ sửa xe", "tax_code": OWNER.decode()})
            posted = replayer.ask([post])[0]
            opening = json.loads(posted.body)["code"]
            values = {"opening": [opening], "openings": [opening], "employer": [code], "employers": [code]}
            asked = [Asked(who, "GET", path) for who in WHO for path in dict.fromkeys(get_paths(values))]
            asked += [Asked(who, "GET", f"{PREFIX}/{noun}?page_size=200") for who in WHO for noun in NOUNS]
            asked += [Asked("giamsat", "GET", "/duplicates?kind=employers"), Asked("canbo", "GET", f"{PREFIX}/people")]
            replies = replayer.ask(asked)

    told = [(a.who, a.path) for a, r in zip(asked, replies, strict=True) if OWNER in r.body]
    broken = [(a.who, a.path) for a, r in zip(asked, replies, strict=True) if r.status >= 500]
    named = [a.path for a, r in zip(asked, replies, strict=True) if code.encode() in r.body]
    assert (told, broken) == ([], [])
    assert OWNER not in posted.body
    assert f"/employers/{code}/loan" in named, "the household business must be found by its own code"
