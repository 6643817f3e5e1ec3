"""The migrations make exactly the tables that the code has, and can be taken back and done again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api import migrate
from api.acts.people import list_people
from api.backups.rows import read_rows, table_forms
from tests.api.conftest import caller_named, import_bytes, open_service, operator_of
from tests.lists import KINDS, csv_of
from tests.stores import contents


def tables(service):
    return set(contents(service.database))


def test_the_migrated_database_is_what_the_code_says(service):
    with service.database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, migrate.METADATA) == []


def test_migrating_again_changes_nothing(service):
    before = tables(service)

    migrate.upgrade(service.database)

    assert (tables(service), migrate.current(service.database)) == (before, migrate.newest())


def test_a_filled_database_goes_down_and_up_again(office):
    migrate.downgrade(office.database, "base")
    assert tables(office) <= {"alembic_version"}
    assert migrate.current(office.database) is None

    migrate.upgrade(office.database)

    assert migrate.current(office.database) == migrate.newest()
    for kind in KINDS:
        assert import_bytes(operator_of(office), kind, csv_of(kind)).counts["imported"] >= 7


def test_every_single_step_goes_down_and_up_on_a_filled_database(office):
    steps = [r.revision for r in ScriptDirectory.from_config(migrate._config()).walk_revisions()]

    for revision, below in zip(steps, [*steps[1:], None], strict=True):
        if below is not None:
            migrate.downgrade(office.database, below)
            migrate.upgrade(office.database, revision)
            assert migrate.current(office.database) == revision
    migrate.upgrade(office.database)

    assert migrate.current(office.database) == migrate.newest()


def test_what_was_entered_survives_the_newest_step(office):
    steps = [r.revision for r in ScriptDirectory.from_config(migrate._config()).walk_revisions()]

    migrate.downgrade(office.database, steps[1])
    migrate.upgrade(office.database)

    from tests.api.conftest import ACCOUNTS

    assert "canbo" in ACCOUNTS
    assert list_people(caller_named(office, "canbo"), "", None, 1, 20).total == 5


def test_a_filled_database_goes_one_step_down_and_up_and_keeps_every_row_of_the_tables_that_stay(office):
    steps = [r.revision for r in ScriptDirectory.from_config(migrate._config()).walk_revisions()]
    before, columns = columns_of(office)

    for below in steps[1:4]:
        migrate.downgrade(office.database, below)
        migrate.upgrade(office.database)

    after, there = columns_of(office)
    assert there == columns
    assert [n for n in before if len(before[n]) != len(after[n])] == []
    assert before["person"] == after["person"]
    assert before["audit_event"] == after["audit_event"]


def columns_of(office):
    """Every row by its table, as a backup would read it, and each table's columns."""
    with office.database.reader.connect() as connection:
        forms = table_forms(connection)
        rows = {f.name: sorted(row for part in read_rows(connection, f) for row in part) for f in forms if f.key}
    return rows, {f.name: sorted(zip(f.columns, f.kinds, strict=True)) for f in forms}


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory.from_config(migrate._config()).get_heads()) == 1


def test_an_empty_database_has_no_revision(tmp_path):
    service = open_service(tmp_path)

    assert migrate.current(service.database) is None
    service.close()
