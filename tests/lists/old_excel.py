"""Excel 97 and Excel 95 files by hand, for what no free writer of today makes."""

import struct


def xls(*records: bytes, globals_: bytes = b"", excel95: bool = False) -> bytes:
    """An Excel 97 file, or one of Excel 95, by hand: an OLE container of one stream, its records given."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHH", 0x500 if excel95 else 0x600, kind, 0, 0) + b"\0" * 8 * (not excel95))

    start = begin(5) + globals_
    start += b"".join(record(0xE0, struct.pack("<HH", 0, form) + b"\0" * 16) for form in (0, 14))  # plain, date
    letters = "Lớp hàn".encode("utf-16-le")
    name = bytes([8]) + "Lơ\u0301p hàn".encode("cp1258") if excel95 else bytes([len(letters) // 2, 1]) + letters
    offset = len(start) + 4 + 6 + len(name) + 4
    start += record(0x85, struct.pack("<IBB", offset, 0, 0) + name) + record(0x0A, b"")
    sheet = begin(0x10) + b"".join(records) + record(0x0A, b"")
    stream = (start + sheet).ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    stream = stream.ljust(sectors * 512, b"\0")
    chain = [*range(1, sectors), -2, -2, -3]
    fat = struct.pack(f"<{len(chain)}i", *chain).ljust(512, b"\xff")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = (title + "\0").encode("utf-16-le")
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBiii16xI8x8xiI4x", len(text), kind, 1, -1, -1, child, 0, first, size
        )

    directory = (
        entry("Root Entry", 5, 1, -2, 0)
        + entry("Book" if excel95 else "Workbook", 2, -1, 0, len(stream))
        + entry("", 0, -1, 0, 0) * 2
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIiIIiIiI", 0, 1, sectors, 0, 4096, -2, 0, -2, 0) + struct.pack("<i", sectors + 1)
    return head.ljust(512, b"\xff") + stream + directory + fat


def label(row: int, column: int, text: str) -> bytes:
    body = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    return struct.pack("<HH", 0x204, len(body)) + body


def code_page(number: int) -> bytes:
    """How Excel 95 says which letters its bytes are."""
    return struct.pack("<HHH", 0x42, 2, number)


def label95(row: int, column: int, text: bytes) -> bytes:
    """A text as Excel 95 writes it: bytes of the workbook's code page."""
    return struct.pack("<HHHHHH", 0x204, 8 + len(text), row, column, 0, len(text)) + text


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return struct.pack("<HHHHHd", 0x203, 14, row, column, style, value)


def failed(row: int, column: int, code: int) -> bytes:
    """A cell that shows an error by itself; code 42 is #N/A."""
    return struct.pack("<HHHHHBB", 0x205, 8, row, column, 0, code, 1)


def failed_formula(row: int, column: int, code: int) -> bytes:
    """A formula whose stored result is an error."""
    result = bytes([2, 0, code, 0, 0, 0]) + b"\xff\xff"
    return struct.pack("<HHHHH", 6, 22, row, column, 0) + result + b"\0" * 8


def hidden_row(row: int) -> bytes:
    """A row that the office hid."""
    return struct.pack("<HHHHHHHHI", 0x208, 16, row, 0, 2, 255, 0, 0, 0x20)
