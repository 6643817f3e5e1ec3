"""Lists in and out: migrate, demo, import, export."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import open_service, operator
from api.commands.shared import InputError, read_file, say, say_json, write_file
from api.imports.workbooks import open_workbook

if TYPE_CHECKING:
    from api.imports.report import ImportReport, Told

_MOST_TOLD = 20


class ListKind(StrEnum):
    """Lists that go in."""

    people = "people"
    training = "training"
    employers = "employers"
    openings = "openings"
    placements = "placements"
    counselling = "counselling"
    loans = "loans"


class ExportKind(StrEnum):
    """Lists that come out."""

    suggestions = "suggestions"
    plan = "plan"
    blocked = "blocked"
    people = "people"
    training = "training"
    employers = "employers"
    openings = "openings"
    placements = "placements"
    counselling = "counselling"
    loans = "loans"
    kpi = "kpi"
    visits = "visits"
    report = "report"
    analysis = "analysis"
    class_ = "class"


class Order(StrEnum):
    """Order of a list of suggestions."""

    fair = "fair"
    chance = "chance"


def migrate() -> None:
    """Create or upgrade the database. Example: noiviec migrate."""
    from api import migrate as migrations
    from api.acts.words_left_open import seal_what_lies_open
    from api.row_security import SERVICE, asked_by

    service = open_service(upgrading=True)
    before = migrations.current(service.database)
    migrations.upgrade(service.database)
    after = migrations.newest()
    if before is not None:
        with service.database.write(asked_by(SERVICE)) as session:
            seal_what_lies_open(session, service.keys)
    say("Cơ sở dữ liệu đã ở bản mới nhất." if before == after else f"Cơ sở dữ liệu đã sẵn sàng (bản {after}).")


def demo(
    people: Annotated[int, typer.Option(min=1, max=200_000, help="Số người trở về.")] = 1225,
    openings: Annotated[int, typer.Option(min=1, max=50_000, help="Số vị trí đang tuyển.")] = 320,
    seed: Annotated[int, typer.Option(help="Hạt giống; số khác cho tỉnh khác.")] = 1,
) -> None:
    """Invent the demonstration province in an empty database. Example: noiviec demo --people 300 --seed 2."""
    from api.demo_load import load_demo

    for line in load_demo(operator(), people=people, openings=openings, seed=seed):
        say(line)


def import_(
    kind: ListKind,
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ thử, không ghi.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Ghi các dòng chờ sửa ra tệp .xlsx.")] = None,
    create_employers: Annotated[bool, typer.Option("--create-employers", help="Tạo đơn vị chưa có.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Bring a list in; every row is imported, updated, unchanged or held. Example: noiviec import people ds.xlsx."""
    if errors is not None and errors.suffix.lower() != ".xlsx":
        raise InputError("Tệp dòng chờ sửa phải có đuôi .xlsx.")
    if errors is not None and errors.resolve() == file.resolve():
        raise InputError("Tệp dòng chờ sửa phải khác với danh sách; danh sách gốc sẽ bị ghi đè.")
    sheets = open_workbook(file.name, read_file(file))  # a bad file is refused before what stores it is loaded
    from api.acts.imports import bring_in
    from api.imports.held_rows import held_workbook

    _, report = bring_in(operator(), kind, file.name, sheets, dry_run=dry_run, create_employers=create_employers)
    if errors is not None and report.held:
        write_file(errors, held_workbook(report))
    if as_json:
        say_json(report.as_dict())
    else:
        _tell(report, errors)
    raise typer.Exit(1 if report.held else 0)


def _tell(report: "ImportReport", errors: Path | None) -> None:
    from api.imports.report import place_of

    say(report.summary())
    for note in report.notes[:30]:
        say(f"  · {note}")
    _tell_once("!", report.grouped_warnings(), "lời nhắc")
    for change in report.changes[:30]:
        where = place_of(change.sheet, [change.number], many_sheets=report.many_sheets)
        say(f"  ~ {where}, {change.column}: “{change.before}” → “{change.after}”")
    if len(report.changes) > 30:
        say(f"  … và {len(report.changes) - 30} thay đổi khác (--json cho đủ).")
    _tell_once("✗", report.grouped_held(), "lý do giữ lại")
    if report.held:
        say(f"Dòng chờ sửa: {errors}" if errors else "Thêm --errors TỆP.xlsx để lấy các dòng chờ sửa.")


def _tell_once(mark: str, told: "list[Told]", what: str) -> None:
    for one in told[:_MOST_TOLD]:
        between = ", " if mark == "✗" else ": "
        say(f"  {mark} {one.where}{between}{one.sentence}" + (f" ({one.rows} dòng)" if one.rows > 1 else ""))
    if len(told) > _MOST_TOLD:
        say(f"  … và {len(told) - _MOST_TOLD} {what} khác (--json cho đủ).")


def export(
    kind: ExportKind,
    file: Path,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Số việc mỗi người.")] = 10,
    order: Annotated[Order, typer.Option(help="Thứ tự.")] = Order.fair,
    quarter: Annotated[str | None, typer.Option(help="Quý của báo cáo hoặc chỉ tiêu, dạng 2026Q4.")] = None,
    year: Annotated[int | None, typer.Option(help="Năm của báo cáo hoặc chỉ tiêu.")] = None,
    college: Annotated[str | None, typer.Option(help="Mã số thuế cơ sở đào tạo nhận bảng (class).")] = None,
    roster: Annotated[Path | None, typer.Option(help="Danh sách lớp (class).")] = None,
    course: Annotated[str, typer.Option(help="Lớp đã có kết quả: “2026-06-30 Kỹ thuật hàn” (class).")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Đã xem lại, đơn vị này có dạy nghề (class).")] = False,
) -> None:
    """Take a list out as .csv or .xlsx, the report as .docx or .xlsx. Example: noiviec export suggestions goi-y.csv.

    noiviec export report bao-cao.docx --quarter 2026Q3

    noiviec export class viec.xlsx --college 3400000514 --roster lop-han.xlsx --limit 3
    """
    from api.exports.analysis import export_analysis
    from api.exports.exporter import export_list, export_report
    from api.exports.sheets import UnknownFileType
    from matcher.suggest import ListRequest

    period, unknown = _period(kind, quarter, year), False
    if kind != ExportKind.class_ and (college or roster or course or anyway):
        raise InputError("--college, --roster, --course và --anyway chỉ dùng cho class.")
    try:
        if kind == ExportKind.report:
            period = export_report(operator(), file, period)
        elif kind == ExportKind.analysis:
            export_analysis(operator(), file)
        elif kind == ExportKind.class_:
            unknown = _class(file, college, roster or course, limit, anyway=anyway)
        else:
            export_list(operator(), kind, file, ListRequest(limit, order), period)
    except UnknownFileType as error:
        raise InputError(str(error)) from None
    except OSError:
        raise InputError(f"Không ghi được tệp {file}.") from None
    say(f"Đã ghi {file}" + (f" (kỳ {period})." if period else "."))
    raise typer.Exit(1 if unknown else 0)


def _period(kind: ExportKind, quarter: str | None, year: int | None) -> str | None:
    if quarter and year:
        raise InputError("Chỉ chọn một trong hai: --quarter hoặc --year.")
    if (quarter or year) and kind not in (ExportKind.report, ExportKind.kpi):
        raise InputError("--quarter và --year chỉ dùng cho report và kpi.")
    if quarter and "q" not in quarter.lower():
        raise InputError("Hãy ghi quý dạng 2026Q4.")
    return quarter or (str(year) if year else None)


def _roster(of: Path, file: Path) -> tuple[str, bytes]:
    """The name and content of a class's list, which the sheet must not take the place of."""
    if of.resolve() == file.resolve():
        raise InputError(f"Bảng sẽ ghi đè lên danh sách lớp {of}; hãy đặt tên khác cho bảng.")
    return of.name, read_file(of)


def _class(file: Path, college: str | None, of: Path | str, limit: int, *, anyway: bool) -> bool:
    """Write what suits a class for its college, and tell whether rows of its list are nobody on record.

    What only the desk may read is printed, not written.
    """
    from api.acts.class_sheet import MOST_SHOWN, ClassAsk, OddCollege, UnknownClass
    from api.exports.exporter import export_class
    from employers.errors import UnknownEmployer

    if not college or not of:
        raise InputError("Cần --college MÃ_SỐ_THUẾ và --roster TỆP, hoặc --course LỚP.")
    roster = _roster(of, file) if isinstance(of, Path) else None
    ask = ClassAsk(college, roster, "" if roster else str(of), min(limit, MOST_SHOWN), anyway=anyway)
    try:
        sheet = export_class(operator(), file, ask)
    except UnknownEmployer:
        raise InputError(f"Chưa có đơn vị mang mã {college}; thêm cơ sở đào tạo vào danh sách đơn vị trước.") from None
    except OddCollege as odd:
        raise InputError(f"“{odd.name}” chưa được ghi là nơi dạy nghề; xem lại mã, đúng thì thêm --anyway.") from None
    except UnknownClass:
        raise InputError(f"Chưa có lớp “{of}”; ghi ngày kết thúc và tên khóa như trong kết quả đào tạo.") from None
    say(f"{sum(bool(row.work) for row in sheet.rows)} người có việc phù hợp trong bảng.")
    if sheet.not_agreed:
        say(f"  Chưa đồng ý báo cho cơ sở này: {', '.join(sheet.not_agreed)}.")
    for number, sentence in sheet.unknown:
        say(f"  ✗ dòng {number}: {sentence}")
    if sheet.screened:
        say(f"  ! bỏ khỏi bảng vì chữ không dùng: {', '.join(sheet.screened)}.")
    return bool(sheet.unknown)
