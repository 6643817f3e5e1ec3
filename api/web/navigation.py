"""Which pages each role finds in the header; the first of them is where a sign-in leads."""

from collections.abc import Mapping
from typing import Final

from api.policy import Role

# Role → (key of the words in nav.toml, address), in the order shown.
NAVIGATION: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.case_worker: (
        ("nav.today", "/today"),
        ("nav.people", "/people"),
        ("nav.referrals", "/referrals"),
        ("nav.placements", "/placements"),
        ("nav.openings", "/openings"),
    ),
    Role.supervisor: (
        ("nav.area", "/area"),
        ("nav.people", "/people"),
        ("nav.openings", "/openings"),
        ("nav.lists", "/lists"),
        ("nav.second_factor", "/second-factor"),
    ),
    Role.employer: (
        ("nav.own_home", "/employer"),
        ("nav.introductions", "/employer/introductions"),
        ("nav.own_openings", "/employer/openings"),
        ("nav.own_details", "/employer/details"),
    ),
    Role.admin: (("nav.accounts", "/accounts"), ("nav.second_factor", "/second-factor")),
}


def first_page(role: Role) -> str:
    """Where a role's day begins."""
    return NAVIGATION[role][0][1]


def here(role: Role | None, path: str) -> str | None:
    """The entry that a path belongs to: the longest address that it begins with."""
    entries = [address for _, address in NAVIGATION.get(role, ())] if role else []
    return max((a for a in entries if path == a or path.startswith(f"{a}/")), key=len, default=None)
