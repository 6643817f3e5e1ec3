"""How long each kind of no takes at the door: told here; that each costs one check of a password is a test of accounts.

A median says what somebody outside could learn by asking often. It decides nothing: a machine at work is uneven.
"""

import statistics
import time
from datetime import timedelta

from api.accounts import disable_account, get_account
from api.passwords import hash_password
from api.sign_ins import sign_in
from tests.api.conftest import PASSWORD, close_service, open_service
from tests.security.size import size, tell
from tests.security.steady import NOW

TRIES = size(3, 101)
MOST_APART_MS = 5
WHO = {"a known name": "canbo", "an unknown name": "khongco", "a closed account": "canbo2"}


def test_a_wrong_password_an_unknown_name_and_a_closed_account_are_all_a_plain_no(house, tmp_path, hashes_at_full_cost):
    service = open_service(house.copy(tmp_path / "w"))
    with service.database.write() as session:
        for name in ("canbo", "canbo2"):
            get_account(session, name).password_hash = hash_password(PASSWORD)
        disable_account(session, get_account(session, "canbo2"), NOW)
    took, replies = {who: [] for who in WHO}, []

    for day in range(TRIES):  # a day apart: nobody is held back for guessing
        for who, name in WHO.items():
            began = time.perf_counter()
            replies.append(sign_in(service.database, name, "sai mật khẩu", "192.0.2.7", NOW + timedelta(days=day)))
            took[who].append(1000 * (time.perf_counter() - began))
    close_service(service)

    medians = {who: statistics.median(times) for who, times in took.items()}
    apart = max(medians.values()) - min(medians.values())
    told = ", ".join(f"{who} {median:.1f}" for who, median in medians.items())
    tell(f"signing in wrongly, medians of {TRIES} in ms: {told}; {apart:.1f} apart (target: under {MOST_APART_MS})")
    assert replies == [None] * len(replies)
