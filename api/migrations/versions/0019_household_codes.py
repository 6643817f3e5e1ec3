"""A household business is known by a code of ours: its tax code is the personal ID number of its owner.

Twelve digits leave ``employer.code``, the accounts, the memory of the lists and the records of merges. Going down leaves
the codes as they are: nothing needs the numbers back, and ``tax_code`` has them still.
"""

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_PERSONAL = re.compile(r"[0-9]{12}")
_NAMELESS, _NAMELESS_CORE = "Hộ kinh doanh (chưa ghi tên)", "chua ghi ten"

_EMPLOYER = sa.table(
    "employer", *map(sa.column, ("id", "code", "tax_code", "name", "name_core", "state", "state_reason", "revision")),
    sa.column("registered_on", sa.Date()), sa.column("unread", sa.JSON()),
)  # fmt: skip
_ACCOUNT = sa.table("account", sa.column("id"), sa.column("employer_tax_code"), sa.column("created_at", sa.DateTime()))
_LIST_ROW = sa.table("list_row", sa.column("kind"), sa.column("key"))
_MERGE = sa.table("employer_merge", sa.column("id"), sa.column("record", sa.JSON()))


def upgrade() -> None:
    base = op.get_bind()
    codes = _own_codes(base)
    renamed = {}
    for number, code in base.execute(sa.select(_EMPLOYER.c.id, _EMPLOYER.c.code).order_by(_EMPLOYER.c.id)).all():
        if _PERSONAL.fullmatch(code):
            renamed[code] = next(codes)
            base.execute(sa.update(_EMPLOYER).where(_EMPLOYER.c.id == number).values(code=renamed[code]))
    _accounts(base, renamed, codes)
    if renamed:
        _list_rows(base, renamed)
        _merges(base, renamed)


def downgrade() -> None:
    """The codes stay: they are as good to the version below."""


def _own_codes(base: sa.Connection) -> Iterator[str]:
    used = base.execute(sa.select(_EMPLOYER.c.code)).scalars().all()
    highest = max((int(code[3:]) for code in used if re.fullmatch(r"NSD[0-9]+", code)), default=0)
    return (f"NSD{number:05d}" for number in range(highest + 1, 10**9))


def _accounts(base: sa.Connection, renamed: dict[str, str], codes: Iterator[str]) -> None:
    """Accounts follow their employer, and one that never wrote its details down gets a record without a name."""
    known = dict(base.execute(sa.select(_EMPLOYER.c.tax_code, _EMPLOYER.c.code)).all())
    for number, named, made in base.execute(sa.select(_ACCOUNT)).all():
        if not named or not _PERSONAL.fullmatch(named):
            continue
        code = renamed.get(named) or known.get(named)
        if code is None:
            code = known[named] = next(codes)
            values = {"code": code, "tax_code": named, "name": _NAMELESS, "name_core": _NAMELESS_CORE}
            values |= {"state": "unverified", "registered_on": made.date(), "unread": {}, "revision": 1}
            base.execute(sa.insert(_EMPLOYER).values(**values))
        base.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == number).values(employer_tax_code=code))


def _list_rows(base: sa.Connection, renamed: dict[str, str]) -> None:
    """What lists said last of these employers and of their loans, ``code`` or ``code|day``."""
    asked = sa.select(_LIST_ROW).where(_LIST_ROW.c.kind.in_(["employers", "loans"]))
    for kind, key in base.execute(asked).all():
        code, bar, day = key.partition("|")
        if code in renamed:
            here = (_LIST_ROW.c.kind == kind) & (_LIST_ROW.c.key == key)
            base.execute(sa.update(_LIST_ROW).where(here).values(key=f"{renamed[code]}{bar}{day}"))


def _merges(base: sa.Connection, renamed: dict[str, str]) -> None:
    """What a merge changed, so that undoing it gives back codes that still stand; and the reason that names them."""
    numbers = re.compile("|".join(renamed))
    for number, record in base.execute(sa.select(_MERGE)).all():
        said = json.dumps(record, ensure_ascii=False)
        if numbers.search(said):
            told = json.loads(numbers.sub(lambda found: renamed[found[0]], said))
            base.execute(sa.update(_MERGE).where(_MERGE.c.id == number).values(record=told))
    asked = sa.select(_EMPLOYER.c.id, _EMPLOYER.c.state_reason).where(_EMPLOYER.c.state_reason.is_not(None))
    for number, reason in base.execute(asked).all():
        if numbers.search(reason):
            words = numbers.sub(lambda found: renamed[found[0]], reason)
            base.execute(sa.update(_EMPLOYER).where(_EMPLOYER.c.id == number).values(state_reason=words))
