"""Backups: backup, restore, move."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import database_file, operator, refuse_left_log, refuse_without_keys
from api.commands.shared import InputError, say, say_json

if TYPE_CHECKING:
    from api.acts.backup_proof import Proof
    from api.backups.archive import Head


def backup(
    file: Path,
    force: Annotated[bool, typer.Option("--force", help="Ghi đè tệp đã có.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Back up the running service into one sealed file. Example: noiviec backup sao-luu.nvb."""
    from api.acts.backups import back_up

    made = back_up(operator(), file, over=force)
    if as_json:
        say_json({"file": str(file), "bytes": made.size, "tables": made.tables, "keys_copied": made.keys_copied})
        return
    say(f"Đã sao lưu {sum(made.tables.values())} dòng của {len(made.tables)} bảng vào {file} ({made.size} byte).")
    if not made.keys_copied:
        say("Kho khóa không nằm trong bản sao lưu; hãy giữ một bản riêng: noiviec keys backup TỆP")


def restore(
    file: Path,
    verify: Annotated[bool, typer.Option("--verify", help="Chỉ khôi phục thử và kiểm tra, không ghi.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Thay dữ liệu đang có; dữ liệu cũ được giữ lại.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> int:
    """Restore a backup into an empty database, or prove it. Example: noiviec restore sao-luu.nvb --verify."""
    from api.acts import backups
    from api.store_errors import DatabaseDamaged

    refuse_without_keys()
    if not verify:
        refuse_left_log()
    caller = operator(check=False)
    if verify:
        head, proof = backups.verify_backup(caller, file)
        _say_proof(file, head, proof, as_json=as_json)
        return 0 if proof.whole else 1
    try:
        done = backups.restore(caller, file, over=replace)
    except DatabaseDamaged:  # what stands in the database's place is never written over
        place = database_file()
        raise InputError(
            f"Tệp {place} không phải là cơ sở dữ liệu của Nối Việc, hoặc đã hỏng;"
            f" hãy dừng noiviec serve, chuyển {place}, {place}-wal và {place}-shm đi nơi khác, rồi khôi phục lại."
        ) from None
    if as_json:
        aside = None if done.aside is None else str(done.aside)
        again = {"erased": done.replayed.erased, "stopped": done.replayed.stopped}
        say_json({"file": str(file), "tables": done.tables, "again": again, "former": aside})
        return 0
    say(f"Đã khôi phục {sum(done.tables.values())} dòng, {done.tables.get('person', 0)} hồ sơ.")
    if done.replayed.erased or done.replayed.stopped:
        say(f"Đã xóa lại {done.replayed.erased} hồ sơ, ngừng dùng lại {done.replayed.stopped} mục theo yêu cầu sau đó.")
    if done.aside is not None:
        say(f"Dữ liệu cũ nằm trong {done.aside}.")
    return 0


def _say_proof(file: Path, head: "Head", proof: "Proof", *, as_json: bool) -> None:
    people, notes, audit = proof.people, proof.notes, proof.audit
    if as_json:
        made = {"file": str(file), "made_at": head.made_at.isoformat(), "revision": head.revision, "store": head.store}
        trail = {"ok": audit.ok, "rows": audit.count, "first_broken": audit.first_broken_id}
        seals = {"people": asdict(people), "notes": asdict(notes), "secrets_shut": proof.secrets_shut}
        found = {"tables": proof.tables, "audit": trail, **seals, "models_damaged": proof.models_damaged}
        say_json({**made, "whole": proof.whole, **found})
        return
    say(f"Đã khôi phục thử {proof.rows} dòng của {len(proof.tables)} bảng (từng bảng: thêm --json).")
    state = "nguyên vẹn" if audit.ok else f"đứt ở dòng {audit.first_broken_id}"
    say(f"Nhật ký {state}: {audit.count} dòng.")
    for words, found_in in (("Định danh", people), ("Lời ghi", notes)):
        say(f"{words}: mở được {found_in.opened}, đã xóa từ đó {found_in.erased}, không mở được {found_in.shut}.")
    if proof.secrets_shut or proof.models_damaged:
        say(f"Không mở được {proof.secrets_shut} mã xác thực; {proof.models_damaged} bản mô hình hỏng.")
    say("Bản sao lưu nguyên vẹn." if proof.whole else "Bản sao lưu KHÔNG nguyên vẹn; hãy dùng bản khác.")


def move(
    to: Annotated[str, typer.Option("--to", help="Nơi chuyển đến, ví dụ postgresql://ten@may/csdl.")],
) -> None:
    """Move everything to an empty database. Example: noiviec move --to postgresql://noiviec@db/noiviec."""
    from api.acts.backups import move as move_store

    tables, aside = move_store(operator(), to)
    say(f"Đã chuyển {sum(tables.values())} dòng của {len(tables)} bảng; số dòng và nội dung khớp.")
    if aside is not None:
        say(f"Tệp cũ đổi tên thành {aside}; xóa đi khi đã dùng yên nơi mới.")
    say("Bây giờ hãy đặt NOIVIEC_DATABASE_URL là nơi mới, rồi khởi động lại.")
