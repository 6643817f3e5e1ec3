"""Ways round the policy, each by its name, each refused or empty: in a session, and from outside."""

import pytest
from sqlalchemy import delete, func, insert, literal_column, select, text, true, union_all, update
from sqlalchemy.orm import aliased, make_transient_to_detached
from sqlmodel import col
from sqlmodel import select as model_select

from api.tables import AccessToken, AuditEvent, ListRow
from employers.tables import Employer, Opening
from matcher.tables import Consent, Person, PersonIdentity, TrainingRecord
from tests.api.conftest import TODAY, caller_named, close_service, open_service
from tests.security.size import tell
from tests.security.steady import NOW

OWN = {"PT-001", "PT-002", "PT-004", "PT-005", "HS00001"}


@pytest.fixture(scope="module")
def service(house, tmp_path_factory):
    """A service on a copy of the house."""
    opened = open_service(house.copy(tmp_path_factory.mktemp("ways") / "w"))
    yield opened
    close_service(opened)


@pytest.fixture
def theirs(service):
    """The row id of a person of ``canbo2``."""
    with service.ranker_sessions.read() as everyone:
        return everyone.exec(model_select(Person.id).where(Person.code == "PT-003")).one()


def raw_statement(s, _):
    return s.execute(text("SELECT code FROM person")).scalars().all()


def raw_condition(s, _):
    return s.execute(select(Person.code).where(text("1=1 OR 1=1"))).scalars().all()


def raw_column(s, _):
    return s.execute(select(literal_column("(SELECT group_concat(code) FROM person)")).select_from(Person)).all()


def raw_order(s, _):
    return s.execute(select(Person.code).order_by(text("(SELECT code FROM person)"))).scalars().all()


def from_statement(s, _):
    return s.execute(select(Person).from_statement(text("SELECT * FROM person"))).scalars().all()


def connection_of_the_session(s, _):
    return s.connection().execute(text("SELECT code FROM person")).scalars().all()


def driver_sql(s, _):
    return s.connection().exec_driver_sql("SELECT code FROM person").scalars().all()


def raw_connection(s, _):
    return s.connection().connection.cursor().execute("SELECT code FROM person").fetchall()


def engine_of_the_session(s, _):
    return s.get_bind().connect().execute(text("SELECT code FROM person")).scalars().all()


def bare_table(s, _):
    return s.execute(select(Person.__table__.c.code)).scalars().all()


def table_under_another_name(s, _):
    return s.execute(select(aliased(Person).code)).scalars().all()


def unruled_table(s, _):
    return s.execute(select(AccessToken.token_sha256)).scalars().all()


def whole_trail(s, _):
    return s.execute(select(AuditEvent.subject).where(AuditEvent.act == "see_person").limit(99)).all()[1:]


def by_primary_key(s, theirs):
    return s.get(Person, theirs)


def by_identity_key(s, theirs):
    return s.get(PersonIdentity, theirs)


def with_populate_existing(s, theirs):
    return s.get(Person, theirs, populate_existing=True)


def foreign_row_joined(s, _):
    return [
        c
        for c in s.execute(select(Person.code).select_from(Opening).outerjoin(Person, true())).scalars()
        if c not in OWN | {None}
    ]


def subquery(s, _):
    return set(s.execute(select(select(Person.code).subquery().c.code)).scalars()) - OWN


def common_table(s, _):
    return set(s.execute(select(select(Person.code).cte("p").c.code)).scalars()) - OWN


def union(s, _):
    return set(s.execute(union_all(select(Person.code), select(Person.code))).scalars()) - OWN


def correlated_exists(s, theirs):
    return s.execute(select(Employer.code).where(select(Person.id).where(col(Person.id) == theirs).exists())).all()


def count(s, _):
    return s.execute(select(func.count()).select_from(Person)).scalar_one() - len(OWN)


def aggregate(s, _):
    return set(s.execute(select(func.max(Person.code))).scalars()) - OWN


def group(s, _):
    return [
        n for w, n in s.execute(select(Person.case_worker, func.count()).group_by(Person.case_worker)) if w != "canbo"
    ]


def bulk_update(s, theirs):
    return s.execute(update(Person).where(col(Person.id) == theirs).values(programme="x")).rowcount


def bulk_delete(s, theirs):
    return s.execute(delete(TrainingRecord).where(col(TrainingRecord.person_id) == theirs)).rowcount


def insert_from_select(s, _):
    return s.execute(
        insert(Consent).from_select(
            ["person_id", "purpose", "given", "on_date", "fields", "recorded_by", "recorded_at"],
            select(
                Person.id, Person.code, true(), Person.registered_on, Person.wishes, Person.code, Person.registered_on
            ).where(Person.case_worker == "canbo2"),
        )
    ).rowcount


def merge_of_another_s(s, theirs):
    s.merge(Person(id=theirs, code="PT-003", case_worker="canbo", registered_on=_day()))
    s.flush()
    return "written"


def row_of_another_added_as_detached(s, theirs):
    row = Person(id=theirs, code="PT-003", registered_on=_day())
    make_transient_to_detached(row)
    s.add(row)
    row.case_worker = "canbo"
    s.flush()
    return "written"


def refresh_of_a_detached_row(s, theirs):
    row = Person(id=theirs, code="PT-003", registered_on=_day())
    make_transient_to_detached(row)
    s.add(row)
    s.refresh(row)
    return row.case_worker


def new_row_about_another_s_person(s, theirs):
    s.add(
        Consent(
            person_id=theirs, purpose="matching", given=True, on_date=_day(), recorded_by="canbo", recorded_at=_moment()
        )
    )
    s.flush()
    return "written"


def row_into_an_unruled_table(s, _):
    s.add(ListRow(kind="people", key="x", digests={}))
    s.flush()
    return "written"


def insert_of_another_s_person(s, theirs):
    values = {
        "person_id": theirs,
        "purpose": "matching",
        "given": True,
        "on_date": _day(),
        "fields": [],
        "recorded_by": "x",
        "recorded_at": _moment(),
    }
    s.execute(insert(Consent), [values])
    return "written"


def own_row_moved_onto_another_s_person(s, theirs):
    row = s.exec(model_select(Consent)).first()
    row.person_id = theirs
    s.flush()
    return "written"


def bulk_save(s, theirs):
    s.bulk_update_mappings(Person, [{"id": theirs, "case_worker": "canbo"}])
    return "written"


def _day():
    return TODAY


def _moment():
    return NOW


WAYS = [
    raw_statement, raw_condition, raw_column, raw_order, from_statement, connection_of_the_session, driver_sql,
    raw_connection, engine_of_the_session, bare_table, table_under_another_name, unruled_table, whole_trail,
    by_primary_key, by_identity_key, with_populate_existing, foreign_row_joined, subquery, common_table, union,
    correlated_exists, count, aggregate, group, bulk_update, bulk_delete, insert_from_select, merge_of_another_s,
    row_of_another_added_as_detached, refresh_of_a_detached_row, new_row_about_another_s_person,
    row_into_an_unruled_table, insert_of_another_s_person, own_row_moved_onto_another_s_person, bulk_save,
]  # fmt: skip


def _tried(service, way, theirs, kind="write"):
    """What a way round gave a case worker, or how it was refused; nothing is kept."""
    try:
        with getattr(caller_named(service, "canbo").sessions, kind)() as session:
            got = way(session, theirs)
            raise _Over(got)
    except _Over as over:
        return over.args[0]
    except Exception as refused:  # noqa: BLE001 every kind of refusal is one
        return refused


class _Over(Exception):
    pass


@pytest.mark.parametrize("kind", ["write", "read"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_way_round_the_session_is_refused_or_gives_nothing(service, theirs, way, kind):
    got = _tried(service, way, theirs, kind)

    assert isinstance(got, Exception) or not got, f"{way.__name__}: {got!r}"


def test_the_ways_are_counted(service, theirs):
    refused = [isinstance(_tried(service, way, theirs), Exception) for way in WAYS]

    tell(
        f"{len(WAYS)} ways round a viewer's session: {sum(refused)} refused, "
        f"{refused.count(False)} give nothing of another's"
    )


def test_one_s_own_rows_are_still_written(service):
    with caller_named(service, "canbo").sessions.write() as session:
        person = session.exec(model_select(Person).where(Person.code == "PT-001")).one()
        session.add(
            Consent(
                person_id=person.id,
                purpose="learning",
                given=True,
                on_date=_day(),
                recorded_by="canbo",
                recorded_at=_moment(),
            )
        )
        person.revision += 1
        session.flush()


def test_who_takes_a_connection_beside_the_policy_is_told_here(request):
    # Trail, jobs and row security; accounts, whose tokens are in no role's policy; the policy's own sessions, which ask
    # for what a new row hangs on with the rule written into the question; the desk of kept lists, which does so on
    # the service's own session; and kept answers, in no role's policy, which an erasure takes away.
    takers = {
        path.relative_to(request.config.rootpath).as_posix()
        for top in ("api", "matcher", "employers")
        for path in (request.config.rootpath / top).rglob("*.py")
        if "connection_beside(" in path.read_text()
    }

    told = {
        "db",
        "audit",
        "job_runs",
        "row_security",
        "accounts",
        "sign_ins",
        "scoping",
        "acts/list_desk",
        "kept_replies",
    }
    assert takers == {f"api/{name}.py" for name in told}
