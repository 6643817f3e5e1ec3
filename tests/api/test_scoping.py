"""A viewer's session shows their rows and no others, however it is asked, and refuses what the policy does not name."""

import pytest
from sqlalchemy import delete, exists, func, insert, literal_column, select, tablesample, text, true, union_all, update
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col
from sqlmodel import select as model_select

from api import migrate
from api.policy import INTRODUCER, RANKER, ROWS, Role, Viewer, row_rule
from api.row_security import SERVICE, asked_by
from api.scoping import OutsidePolicy, ViewerSessions
from api.tables import AccessToken, Account, AuditEvent, JobClaim, ListRow, Throttle
from employers.questions import written_once
from employers.tables import Employer, Opening
from matcher.ranking_tables import SuggestionList
from matcher.tables import Consent, Person, PersonIdentity, Placement, Referral, TrainingRecord
from tests.api.conftest import caller_named, copy_files

OWN = {"PT-001", "PT-002", "PT-004", "PT-005", "HS00001"}
TABLES = [m.class_ for m in SQLModel._sa_registry.mappers if m.class_.__module__.startswith(("api", "matcher", "emp"))]


@pytest.fixture
def canbo(office):
    with caller_named(office, "canbo").sessions.read() as session:
        yield session


@pytest.fixture(scope="module")
def untouched(office_files, tmp_path_factory):
    """An office that is only read from."""
    yield from copy_files(office_files, tmp_path_factory.mktemp("scoping") / "files")


def codes(rows):
    return {row if isinstance(row, str) else row[0] for row in rows}


def asked_in_every_way():
    inner = select(Person.code).subquery()
    return {
        "plain": select(Person.code),
        "entity": select(Person).with_only_columns(Person.code),
        "subquery": select(inner.c.code),
        "cte": select(select(Person.code).cte().c.code),
        "join": select(Person.code).join(PersonIdentity, col(PersonIdentity.person_id) == col(Person.id)),
        "join from a public table": select(Person.code).select_from(Employer).join(Person, true()),
        "outer join": select(Person.code).select_from(Opening).outerjoin(Person, true()),
        "join of a subquery": select(inner.c.code).select_from(Person).join(inner, true()),
        "in": select(Person.code).where(col(Person.id).in_(select(Person.id))),
        "union": union_all(select(Person.code), select(Person.code)),
        "or true": select(Person.code).where(col(Person.code).is_not(None) | true()),
        "group": select(Person.code).group_by(col(Person.code)),
        "window": select(Person.code, func.row_number().over(order_by=col(Person.id))),
    }


def refused_ways():
    other = aliased(Person)
    return {
        "alias": select(other.code),
        "self join": select(other.code).select_from(Person).join(other, true()),
        "raw condition": select(Person.code).where(text("1=1 OR 1=1")),
        "raw column": select(Person.code, literal_column("(SELECT group_concat(code) FROM person)")),
        "raw order": select(Person.code).order_by(text("(SELECT code FROM person)")),
        "raw statement": select(Person).from_statement(text("SELECT * FROM person")),
        "raw source": select(Person.code).select_from(text("person, person AS p")),
        "sampled table": select(tablesample(Person.__table__, 100).c.code),
    }


@pytest.mark.parametrize("way", asked_in_every_way())
def test_a_case_worker_sees_their_people_however_it_is_asked(canbo, way):
    seen = codes(canbo.execute(asked_in_every_way()[way]).all())

    assert seen - {None} == OWN


def test_counts_sums_and_scalars_count_one_s_own_only(canbo):
    scalar = select(func.count(col(Person.id))).scalar_subquery()

    assert canbo.execute(select(func.count()).select_from(Person)).scalar_one() == len(OWN)
    assert canbo.execute(select(func.count(col(Person.id)))).scalar_one() == len(OWN)
    assert canbo.execute(select(scalar).select_from(Employer).limit(1)).scalar_one() == len(OWN)


def test_get_by_key_finds_one_s_own_and_not_another_s(office, canbo):
    with office.ranker_sessions.read() as everyone:
        ids = {p.code: p.id for p in everyone.exec(model_select(Person)).all()}

    assert canbo.get(Person, ids["PT-001"]).code == "PT-001"
    assert canbo.get(Person, ids["PT-003"]) is None


def test_a_row_that_another_session_loaded_is_not_lent(office):
    with caller_named(office, "canbo2").sessions.read() as theirs:
        row = theirs.exec(model_select(Person).where(Person.code == "PT-003")).one()

    with caller_named(office, "canbo").sessions.read() as session:
        assert session.get(Person, row.id) is None


@pytest.mark.parametrize("table", [PersonIdentity, TrainingRecord, Consent, Referral, Placement, SuggestionList])
def test_what_hangs_on_a_person_is_seen_with_the_person_only(office, table):
    for name in ("canbo", "canbo2", "giamsat", "giamsat-moi"):
        with caller_named(office, name).sessions.read() as session:
            own = set(session.exec(model_select(Person.id)).all())
            seen = set(session.exec(model_select(table.person_id)).all())
        assert seen <= own


def test_a_supervisor_without_communes_sees_nobody(office):
    with caller_named(office, "giamsat-moi").sessions.read() as session:
        assert session.exec(model_select(Person)).all() == []
        assert session.exec(model_select(PersonIdentity)).all() == []


def test_an_employer_without_a_code_sees_nothing(office):
    viewer = Viewer("x", Role.employer, employer_code=None)

    with ViewerSessions(office.database, viewer).read() as session:
        assert session.exec(model_select(Employer)).all() == []
        assert session.exec(model_select(Opening)).all() == []


@pytest.mark.parametrize("table", [Person, PersonIdentity, Consent, Placement, TrainingRecord])
def test_an_employer_s_session_refuses_every_table_of_people(office, table):
    with caller_named(office, "congty").sessions.read() as session, pytest.raises(OutsidePolicy):
        session.exec(model_select(table)).all()


def test_an_employer_cannot_reach_people_through_a_join_or_a_condition(office):
    through = [
        model_select(Referral).join(Person, col(Person.id) == col(Referral.person_id)),
        model_select(Referral).where(col(Referral.person_id).in_(model_select(Person.id))),
        model_select(Opening).where(exists().where(col(Person.code) == "PT-001")),
    ]
    for statement in through:
        with caller_named(office, "congty").sessions.read() as session, pytest.raises(OutsidePolicy):
            session.exec(statement).all()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("table", sorted(TABLES, key=lambda t: t.__name__), ids=lambda t: t.__name__)
def test_a_table_without_a_rule_is_refused_and_one_with_a_rule_is_read(untouched, role, table):
    viewer = Viewer("canbo", role, frozenset({"22945"}), "3400000514")

    with ViewerSessions(untouched.database, viewer).read() as session:
        if row_rule(viewer, table) is None:
            with pytest.raises(OutsidePolicy):
                session.exec(model_select(table)).all()
        else:
            session.exec(model_select(table)).all()


def test_every_table_of_the_product_is_known_to_the_tests():
    assert {t.__tablename__ for t in TABLES} == set(migrate.METADATA.tables)


@pytest.mark.parametrize("table", [AccessToken, Throttle, JobClaim], ids=lambda t: t.__name__)
def test_tokens_throttles_and_claims_are_in_nobody_s_session(table):
    for role in Role:
        assert row_rule(Viewer("x", role), table) is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.admin, Role.operator}))
def test_accounts_are_the_administrator_s(role):
    assert row_rule(Viewer("x", role), Account) is None


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT * FROM person"),
        text("DELETE FROM person"),
        select(literal_column("code")).select_from(text("person")),
        select(Person.__table__.c.code),
        select(PersonIdentity.__table__),
        delete(Person.__table__),
        update(Person.__table__).values(code="x"),
    ],
    ids=str,
)
def test_raw_sql_and_bare_tables_are_refused(office, statement):
    with caller_named(office, "canbo").sessions.write() as session, pytest.raises(OutsidePolicy):
        session.execute(statement)


@pytest.mark.parametrize("way", refused_ways())
def test_what_no_rule_can_reach_is_refused(canbo, way):
    with pytest.raises(OutsidePolicy):
        canbo.execute(refused_ways()[way]).all()


def test_an_update_or_delete_in_bulk_touches_one_s_own_only(office):
    with caller_named(office, "canbo").sessions.write() as session:
        session.execute(update(Person).values(programme="đổi"))
        session.execute(delete(TrainingRecord))

    with office.ranker_sessions.read() as everyone:
        changed = {p.code for p in everyone.exec(model_select(Person)).all() if p.programme == "đổi"}
        left = {everyone.get(Person, r.person_id).code for r in everyone.exec(model_select(TrainingRecord)).all()}
    assert changed == OWN
    assert left and left.isdisjoint(OWN)


def test_a_read_session_cannot_write(canbo):
    canbo.add(Person(code="X", registered_on=__import__("datetime").date(2026, 1, 1)))

    with pytest.raises(Exception, match=r"read-?only"):
        canbo.flush()


@pytest.mark.parametrize("table", [Person, Consent], ids=lambda t: t.__name__)
def test_an_employer_s_session_writes_no_table_of_people(office, table):
    row = Person(code="X", registered_on=office.today()) if table is Person else Consent(person_id=1, given=True)

    with pytest.raises(OutsidePolicy), caller_named(office, "congty").sessions.write() as session:
        session.add(row)


def test_inserting_into_a_table_without_a_rule_is_refused(office):
    with pytest.raises(OutsidePolicy), caller_named(office, "canbo").sessions.write() as session:
        session.execute(insert(ListRow), [{"kind": "people", "key": "x", "digests": {}}])


def test_who_acts_sees_no_more_of_the_trail_than_its_last_link(office):
    with caller_named(office, "canbo").sessions.read() as session:
        assert len(session.exec(model_select(AuditEvent)).all()) <= 1


def test_the_ranker_reads_everybody_and_nobody_s_identity(office):
    with ViewerSessions(office.database, RANKER).read() as session:
        assert len(session.exec(model_select(Person)).all()) == 9
        with pytest.raises(OutsidePolicy):
            session.exec(model_select(PersonIdentity)).all()


def test_the_introducer_reads_what_letters_and_sheets_about_work_need_and_no_more():
    assert {t.__name__ for t in ROWS[INTRODUCER.role]} == {
        "Referral",
        "Opening",
        "Employer",
        "Person",
        "PersonIdentity",
        "Consent",
        "IntroductionLetter",
        "TrainingRecord",
        "WorkSheet",
        "Placement",
        "CheckIn",
    }


def test_a_question_written_once_shows_each_viewer_their_own_and_is_refused_where_there_is_no_rule(office):
    asked = written_once(model_select(Person.code))

    with caller_named(office, "canbo").sessions.read() as session:
        mine = codes(session.exec(asked).all())
    with caller_named(office, "canbo2").sessions.read() as session:
        theirs = codes(session.exec(asked).all())
    with caller_named(office, "canbo").sessions.read() as session:
        again = codes(session.exec(asked).all())

    assert mine == again == OWN and theirs and not mine & theirs
    with caller_named(office, "congty").sessions.read() as session, pytest.raises(OutsidePolicy):
        session.exec(asked)


def test_rights_that_changed_count_from_the_next_session(office):
    with office.database.write(asked_by(SERVICE)) as session:
        person = session.exec(model_select(Person).where(Person.code == "PT-001")).one()
        person.case_worker = "canbo2"
        session.add(person)

    with caller_named(office, "canbo").sessions.read() as session:
        assert "PT-001" not in session.exec(model_select(Person.code)).all()
