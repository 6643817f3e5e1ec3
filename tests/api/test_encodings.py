"""Old Vietnamese fonts are recognised by column, and proper text is never touched."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api.imports.encodings as module
from api.imports.csv_files import decode_csv
from api.imports.encodings import _share, repair_column

NAMES = ["Nguyễn Văn Bình", "Trần Thị Ưu", "Lê Hữu Phước", "Đặng Quốc Cường", "Xã Hàm Kiệm", "Tú", "Hà", "K' Bông",
         "Họ và tên", "Điện dân dụng", "Mang Thị Bé (mẹ)", "thợ hồ, 2 năm; phụ xe"]  # fmt: skip
TABLES = Path(module.__file__).parent


def _inverse(name: str) -> dict[str, str]:
    table = json.loads((TABLES / name).read_text("utf-8"))
    return {letter: written for written, letter in sorted(table.items(), key=lambda pair: pair[0][1:].isupper())}


def tcvn3(text: str) -> str:
    table = _inverse("tcvn3.json")
    return "".join(table.get(letter, letter) for letter in text)


def vni(text: str) -> str:
    table = _inverse("vni.json")
    return "".join(table.get(letter, letter) for letter in text)


def cp1258(text: str) -> str:
    written = b""
    for letter in text:
        decomposed = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in tones))
        written += (base + tones).encode("cp1258")
    return written.decode("latin-1")


def utf8_twice(text: str) -> str:
    return text.encode().decode("latin-1")


def shown_by_windows(text: str) -> str:
    """The same bytes as a Windows program shows them: signs instead of the controls 0x80 to 0x9F."""
    return "".join(bytes([ord(c)]).decode("cp1252", "ignore") or c if "\x80" <= c < "\xa0" else c for c in text)


WRITINGS = {"tcvn3": tcvn3, "vni": vni, "cp1258": cp1258, "utf-8-twice": utf8_twice}


@pytest.mark.parametrize("encoding", WRITINGS)
@pytest.mark.parametrize("as_shown", [str, shown_by_windows])
def test_a_column_of_an_old_font_comes_back_letter_for_letter(encoding, as_shown):
    written = [as_shown(WRITINGS[encoding](name)) for name in NAMES]

    values, found, preview = repair_column(written)

    assert (values, found) == (NAMES, encoding)
    assert preview == [(before, after) for before, after in zip(written, NAMES, strict=True) if before != after][:3]


@pytest.mark.parametrize("encoding", ["vni", "cp1258", "utf-8-twice"])
def test_capitals_come_back_too(encoding):
    names = [name.upper() for name in NAMES]

    assert repair_column([WRITINGS[encoding](name) for name in names])[0] == names


def test_capitals_of_a_tcvn3_capital_font_come_back():
    assert repair_column(["NGUYÔN V¡N B×NH", "Lª THÞ V©N"])[0] == ["NGUYỄN VĂN BÌNH", "LÊ THỊ VÂN"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("NguyÔn V¨n B×nh", "Nguyễn Văn Bình"), ("§øc Linh", "Đức Linh"), ("Nguyeãn Vaên", "Nguyễn Văn"),
     ("CÃ´ng ty", "Công ty"), ("l\u00adu", "lưu"), ("H­¬ng", "Hương")],
)  # fmt: skip
def test_the_examples_of_real_lists_are_repaired(written, read):
    assert repair_column([written])[0] == [read]


def test_the_soft_hyphen_of_tcvn3_is_a_letter():
    assert repair_column([tcvn3("Lưu Thị Hương"), tcvn3("Trương Công")])[0] == ["Lưu Thị Hương", "Trương Công"]


@pytest.mark.parametrize(
    "values",
    [NAMES, [name.upper() for name in NAMES], ["José", "café", "Nestlé", "m²", "½", "25°C", "10 %", "– “x” …", "©"],
     ["Müller"], ["a@b.vn", "CC-012/2025", "https://vidu.vn/?q=1"],
     ["QÐ", "Ðức Linh", "oà", "uý", "Quí", "thuỷ"],
     ["Tú", "Hà", "Bá"], ["LĐTBXH", "Số QĐ"], ["100.000đ", "7tr5", "25.000đ/giờ"], ["à"], ["½"], ["Brĕo", "Y Thŏ"], []],
)  # fmt: skip
def test_proper_text_is_never_touched(values):
    assert repair_column(values) == (values, "unicode", [])


def test_rows_pasted_from_an_old_file_are_repaired_alone():
    values, encoding, preview = repair_column([*NAMES, "NguyÔn V¨n B×nh", "a@b.vn"])

    assert values == [*NAMES, "Nguyễn Văn Bình", "a@b.vn"]
    assert (encoding, preview) == ("tcvn3", [("NguyÔn V¨n B×nh", "Nguyễn Văn Bình")])


def test_proper_rows_in_an_old_column_stay():
    values, _, _ = repair_column([*map(tcvn3, NAMES), "Phường Phú Thủy", "Hồ Thị Đào"])

    assert values == [*NAMES, "Phường Phú Thủy", "Hồ Thị Đào"]


PROPER = [*NAMES, "Lê Hà", "Bé", "Hùng", "Ngô Tài", "Lý Hoàng", "Võ Thúy", "Tô Hoài", "Bùi Hòa", "Cà Ná", "Phan Rí"]


@pytest.mark.parametrize("encoding", WRITINGS)
@pytest.mark.parametrize("old", [1, 3, 8, 12])
def test_in_a_mixed_column_the_old_cells_alone_are_changed(encoding, old):
    written = [WRITINGS[encoding](name) for name in NAMES[:old]]

    values, _, _ = repair_column([*PROPER, *written])

    assert values[: len(PROPER)] == PROPER
    wrong = [(value, name) for value, name in zip(values[len(PROPER) :], NAMES, strict=False) if value != name]
    # Alone among proper rows nothing tells "Tó" (Tú in TCVN3) from a name; it stays as it was typed, or is right.
    assert [pair for pair in wrong if pair[0] not in written or _share([pair[0]]) < 1] == []


@pytest.mark.parametrize("written", ["Vò Hïng", "NguyÔn ThÞ Hoµ"])
@pytest.mark.parametrize("how_many", [1, 30])
def test_proper_names_that_a_table_would_turn_into_others_stay(written, how_many):
    proper = ["Lê Hà", "Tú", "Hùng", "Lê Thúy", "Bé", "Lý Tài", "Hoàng Bá Tài"]

    values, encoding, _ = repair_column([*proper, *[written] * how_many])

    assert values[: len(proper)] == proper
    assert (encoding, values[-1]) == ("tcvn3", {"V": "Vũ Hùng", "N": "Nguyễn Thị Hoà"}[written[0]])


def test_decomposed_letters_are_composed():
    assert repair_column([unicodedata.normalize("NFD", "Nguyễn")])[0] == ["Nguyễn"]


@pytest.mark.parametrize("encoding", WRITINGS)
def test_a_csv_of_single_bytes_reaches_the_repair_byte_for_byte(encoding):
    content = "\n".join(WRITINGS[encoding](name) for name in NAMES).encode("latin-1")

    text = decode_csv(content)

    assert text is not None
    assert repair_column(text.split("\n"))[0] == NAMES


@given(st.lists(st.text(max_size=30), max_size=6))
def test_the_repair_never_raises_and_keeps_the_number_of_values(values):
    repaired, _, _ = repair_column(values)

    assert len(repaired) == len(values)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
def test_repairing_twice_changes_nothing_more(names):
    once = repair_column([tcvn3(name) for name in names])[0]

    assert repair_column(once)[0] == once
