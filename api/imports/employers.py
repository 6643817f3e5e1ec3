"""The list of employers (người sử dụng lao động): one row into one employer."""

from api.imports.cells import read_coordinate, read_integer, read_phones, read_yes_no
from api.imports.reading import RowReader, RowReading
from employers.reference.places import commune_at, get_commune
from employers.reference.tax_code import is_own_code, read_employer_code
from employers.reference.work_terms import employer_kind_of_name, read_employer_kind


def read_employer(reader: RowReader) -> RowReading:
    """Read one row of the list of employers; pure, the same cells give the same reading."""
    if words := reader.text("tax_code"):
        tax_code = read_employer_code(words)
        if tax_code.code is None:
            reader.problem("tax_code", tax_code.problem or "Mã số thuế không đọc được. Anh/chị gõ lại.")
        else:
            reader.row.values["code" if is_own_code(tax_code.code) else "tax_code"] = tax_code.code
            reader.doubt(tax_code.problem)
    reader.take_text("name")
    if "name" not in reader.row.values:
        reader.problem("name", "Thiếu tên người sử dụng lao động. Anh/chị ghi tên.")
    _kind(reader)
    for key in ("industry", "address", "contact_name", "email"):
        reader.take_text(key)
    reader.take_place("commune")
    take_point(reader)
    phones = reader.note("phone", read_phones(reader.raw("phone")))
    if phones:
        reader.row.values["phone"] = "; ".join(p.number for p in phones)
    reader.take("workforce", read_integer(reader.raw("workforce"), low=0, high=1_000_000))
    reader.take("committed", read_yes_no(reader.raw("committed")))
    return reader.row


def _kind(reader: RowReader) -> None:
    words = reader.text("kind")
    reading = read_employer_kind(words) if words else None
    if reading and reading.codes:
        reader.row.values["kind"] = reading.codes[0]
    elif words:
        reader.doubt(f"Loại hình “{words}” chưa hiểu nên để trống; lời ghi được giữ lại.")
        reader.row.values.setdefault("unread", {})["kind"] = words
    elif "name" in reader.row.values:
        reader.keep("kind", employer_kind_of_name(reader.row.values["name"]))


def take_point(reader: RowReader) -> None:
    """Keep coordinates; they win over the name of a commune where the two disagree (formats.md)."""
    latitude = reader.note("latitude", read_coordinate(reader.raw("latitude"), axis="latitude"))
    longitude = reader.note("longitude", read_coordinate(reader.raw("longitude"), axis="longitude"))
    if latitude is None or longitude is None:
        return
    reader.row.values |= {"latitude": latitude, "longitude": longitude}
    there, named = commune_at(latitude, longitude), reader.row.values.get("commune_code")
    if there is not None and named is None:
        reader.row.values["commune_code"] = there.code
    elif there is not None and named != there.code:
        name = get_commune(named or "").name
        reader.doubt(f"Tọa độ gần {there.name} hơn {name}; khoảng cách được tính theo tọa độ.")
