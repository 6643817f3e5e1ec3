"""Words: occupation and place."""

import csv
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.opening import taught_here
from api.commands.shared import InputError, read_file, say, say_json, settings, write_file
from api.lookups import occupation_view, place_view

AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]
FromFile = Annotated[Path | None, typer.Option("--file", help="Mỗi dòng một lời.")]
ToFile = Annotated[Path | None, typer.Option("--out", help="Ghi kết quả ra tệp .csv.")]


def _lines(path: Path) -> list[str]:
    try:
        return read_file(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InputError(f"Tệp {path} không phải là văn bản UTF-8.") from None


def _write(out: Path, headers: list[str], rows: list[list[Any]]) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    write_file(out, text.getvalue().encode("utf-8-sig"))
    say(f"Đã ghi {len(rows)} dòng vào {out}.")


def _texts(words: list[str] | None, file: Path | None) -> list[str]:
    if file is not None:
        return _lines(file)
    if not words:
        raise InputError("Hãy ghi lời cần đọc, hoặc --file TỆP --out KẾT-QUẢ.csv.")
    return [" ".join(words)]


def occupation(
    text: Annotated[list[str] | None, typer.Argument(help="Chức danh, nghề.")] = None,
    file: FromFile = None,
    out: ToFile = None,
    as_json: AsJson = False,
) -> None:
    """Link words to ISCO-08, as taught here too, or say "không rõ". Example: noiviec occupation thợ hàn CO2."""
    taught = taught_here()
    views = [occupation_view(words, taught) for words in _texts(text, file)]
    if out is not None:
        rows = [[v["text"], ";".join(r["isco"] for r in v["readings"]), _confidence(v["readings"])] for v in views]
        _write(out, ["text", "isco", "confidence"], rows)
    elif as_json:
        say_json(views[0] if file is None else views)
    else:
        for view in views:
            _tell_occupation(view)


def _confidence(readings: list[dict[str, Any]]) -> str:
    return f"{readings[0]['confidence']}" if readings else ""


def _tell_occupation(view: dict[str, Any]) -> None:
    if not view["readings"]:
        say(f"{view['text']}: không rõ")
    for reading in view["readings"]:
        say(f"{reading['isco']}  {reading['name']}  {reading['confidence']}")


def place(
    text: Annotated[list[str] | None, typer.Argument(help="Địa chỉ, xã/phường.")] = None,
    file: FromFile = None,
    out: ToFile = None,
    as_json: AsJson = False,
) -> None:
    """Read an address: every reading, old and new. Example: noiviec place xã Vũ Hòa, huyện Đức Linh."""
    home = settings().home_province
    views = [place_view(words, home) for words in _texts(text, file)]
    if out is not None:
        rows = [
            [
                v["text"],
                v["best"]["code"] if v["best"] else "",
                v["best"]["name"] if v["best"] else "",
                v["confidence"] if v["best"] else "",
                ";".join(c["code"] for c in v["alternatives"]),
            ]
            for v in views
        ]
        _write(out, ["text", "code", "name", "confidence", "alternatives"], rows)
    elif as_json:
        say_json(views[0] if file is None else views)
    else:
        for view in views:
            _tell_place(view)


def _tell_place(view: dict[str, Any]) -> None:
    best = view["best"]
    say(
        f"{best['code']}  {best['name']}, {best['province']}  {view['confidence']}"
        if best
        else f"{view['text']}: chưa rõ"
    )
    for other in view["alternatives"]:
        say(f"  hoặc {other['code']}  {other['name']}, {other['province']}")
