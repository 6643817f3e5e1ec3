"""Who a row of another list than that of people speaks of: a code, or a name with a date of birth."""

from api.imports.cells import read_date, read_name
from api.imports.reading import RowReader


def read_who(reader: RowReader) -> None:
    """Read the person of a row; the row is held where neither a code nor a name with a birth is there."""
    reader.take_code("person_code")
    if reader.text("person_code"):
        return
    name = reader.note("full_name", read_name(reader.raw("full_name")))
    born = reader.note("birth_date", read_date(reader.raw("birth_date"), today=reader.context.today))
    if name is None or born is None:
        reader.problem("person_code", "Thiếu mã hồ sơ, hoặc họ tên cùng ngày sinh. Anh/chị ghi một trong hai.")
        return
    reader.row.identity = {"full_name": name.full_name, "birth_year": born.value.year}
