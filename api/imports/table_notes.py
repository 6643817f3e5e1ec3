"""What a report says of a whole table: columns not used, letters repaired, what was hidden, what was skipped."""

from collections.abc import Iterator, Sequence

from api.imports.headers import HeaderMatch
from api.imports.sheets import RepairedColumn, Table

_FONTS = {
    "tcvn3": "phông cũ TCVN3 (.VnTime)",
    "vni": "phông cũ VNI",
    "cp1258": "bảng mã cũ của Windows (1258)",
    "utf-8-twice": "UTF-8 bị đổi mã hai lần",
}
_EXAMPLES = 3
_ROWS_NAMED = 10
_RANGES_NAMED = 100
"""Of repaired cells each is named, as far as anybody can read."""


def table_notes(table: Table, match: HeaderMatch) -> list[str]:
    """Sentences on one table, each with its sheet's name."""
    where = f"Trang “{table.sheet}”: " if table.sheet else ""
    return [f"{where}{note}." for note in _notes(table, match)]


def _notes(table: Table, match: HeaderMatch) -> Iterator[str]:
    if match.unknown:
        yield f"cột không dùng đến, giữ lại bên cạnh dòng: {', '.join(match.unknown)}"
    if match.forbidden:
        yield f"đã bỏ cột không được lưu để giới thiệu việc: {', '.join(match.forbidden)}"
    for header, key in match.doubled:
        how = "lấy số của cả hai cột" if key == "phone" else "mỗi dòng dùng ô đầu tiên có ghi"
        yield f"cột “{header}” trùng ý với cột “{match.columns[key][0]}”; {how}"
    for encoding in dict.fromkeys(repaired.encoding for repaired in table.encodings):
        yield _repaired(table, [r for r in table.encodings if r.encoding == encoding])
    if table.hidden:
        yield "trang này đang ẩn trong tệp, vẫn được đọc"
    if hidden := [row.number for row in table.rows if row.number in table.hidden_rows]:
        yield f"{_numbers(hidden)} đang ẩn trong tệp, vẫn được đọc"
    for why in dict.fromkeys(row.why for row in table.skipped):
        yield f"bỏ qua {_numbers([row.number for row in table.skipped if row.why == why])}: {why}"


def _repaired(table: Table, columns: Sequence[RepairedColumn]) -> str:
    """One sentence for one old font, with examples from the rows rather than from titles and headers."""
    above = {*table.header, *table.titles}
    previews = [pair for column in columns for pair in column.preview]
    chosen = [pair for pair in previews if pair[1] not in above] or previews
    examples = "; ".join(f"“{before}” → “{after}”" for before, after in dict(chosen[:_EXAMPLES]).items())
    names = ", ".join(f"{column.column}{_which_rows(column)}" for column in columns)
    return f"chữ gõ bằng {_FONTS[columns[0].encoding]}, đã đổi sang Unicode ở cột {names}: {examples}"


def _which_rows(column: RepairedColumn) -> str:
    """Which cells of a column were changed, where some were proper: these, or all but the others."""
    if not column.kept:
        return ""
    word, rows = ("", column.rows) if len(column.rows) <= len(column.kept) else ("trừ ", column.kept)
    return f" ({word}dòng {_ranges(rows)})"


def _ranges(rows: Sequence[int]) -> str:
    """Numbers of rows, neighbours drawn together: ``3-5, 9``."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and parts[-1][-1] == row - 1:
            parts[-1][1:] = [row]
        else:
            parts.append([row])
    more = f" và {len(parts) - _RANGES_NAMED} chỗ nữa" if len(parts) > _RANGES_NAMED else ""
    return ", ".join("-".join(map(str, part)) for part in parts[:_RANGES_NAMED]) + more


def _numbers(rows: Sequence[int]) -> str:
    more = f" và {len(rows) - _ROWS_NAMED} dòng nữa" if len(rows) > _ROWS_NAMED else ""
    return f"dòng {', '.join(map(str, rows[:_ROWS_NAMED]))}{more}"
