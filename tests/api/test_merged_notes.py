"""What was noted on a record that was merged away stays readable when its own key is deleted."""

from datetime import timedelta

from sqlmodel import select

from api.acts import merging
from api.acts.duplicates import PEOPLE
from api.identities import Identities
from api.notes import open_note, seal_note
from api.row_security import SERVICE, asked_by
from api.service import Caller
from matcher.case_tables import Reminder
from matcher.merging import UNDO_DAYS
from matcher.tables import Person
from tests.api.conftest import TODAY, import_bytes, operator_of

TWICE = "Mã hồ sơ,Họ và tên,Ngày sinh\nTR-1,Trần Văn Thử,05/03/1988\nTR-2,Tran Van Thu,05/03/1988\n".encode()


def test_a_note_is_sealed_with_the_kept_record_s_key_before_the_other_is_deleted(service):
    operator = operator_of(service)
    import_bytes(operator, "people", TWICE)
    with service.database.write(asked_by(SERVICE)) as session:
        people = {p.code: p.id or 0 for p in session.exec(select(Person)).all()}
        key_id, sealed = seal_note(Identities(session, service.keys), people["TR-2"], "gọi sau 17 giờ")
        made = {"set_by": "canbo", "set_at": operator.now(), "due_on": TODAY, "note_key_id": key_id}
        session.add(Reminder(id="r1", person_id=people["TR-2"], note_sealed=sealed, **made))
    merging.merge(operator, PEOPLE, "TR-1", "TR-2")

    ended = merging.end_undoing(
        Caller(service, operator.viewer, lambda: operator.now() + timedelta(days=UNDO_DAYS + 1))
    )

    with service.database.read(asked_by(SERVICE)) as session:
        note = session.get_one(Reminder, "r1")
        words = open_note(Identities(session, service.keys), note.note_key_id, note.note_sealed)
    assert ended == 1
    assert note.person_id == people["TR-1"]
    assert words == "gọi sau 17 giờ"
