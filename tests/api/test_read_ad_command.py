"""``noiviec read-ad`` of files that hold no message: one sentence or no draft, and soon."""

import json
import random

import pytest

OPENING = "Cần 5 thợ hàn, lương 8tr, ở xã Hàm Kiệm, lh 0974 263 581"


def read(noiviec, tmp_path, content):
    path = tmp_path / "tin.txt"
    path.write_bytes(content)
    code, out, complaint = noiviec("read-ad", "--file", path, "--json")
    return code, json.loads(out) if out else None, complaint


def test_an_empty_file_holds_no_message(noiviec, tmp_path):
    assert read(noiviec, tmp_path, b"") == (0, [], "")


@pytest.mark.parametrize("content", [random.Random(7).randbytes(50_000), b"\0" * 500, b"PK\x03\x04\0\0"])
def test_what_is_no_text_is_refused_in_one_sentence(noiviec, tmp_path, content):
    code, views, complaint = read(noiviec, tmp_path, content)

    assert (code, views) == (2, None)
    assert complaint.strip().endswith("không phải là văn bản UTF-8.")
    assert complaint.count("\n") == 1


def test_a_file_saved_as_unicode_by_the_notepad_is_read(noiviec, tmp_path):
    code, (view,), _ = read(noiviec, tmp_path, OPENING.encode("utf-16"))

    assert code == 0
    assert view["drafts"][0]["isco"] == "7212"


@pytest.mark.parametrize("text", ["😀🔥👉✅" * 500, "\u202e\u200f\u2067", "((((" * 2_000, "cần " * 2_000, "1" * 9_000])
def test_pictures_and_marks_alone_are_no_draft(noiviec, tmp_path, text):
    code, views, _ = read(noiviec, tmp_path, text.encode())

    assert code == 0
    assert [draft for view in views for draft in view["drafts"]] == []


def test_marks_of_direction_hide_nothing(noiviec, tmp_path):
    marked = "\u202eTuyển 5 thợ hàn\u202c, \u200flương 8tr\u200e, lh 0974\u202d 263 581"

    _, (view,), _ = read(noiviec, tmp_path, marked.encode())

    (draft,) = view["drafts"]
    assert (draft["isco"], draft["seats"], draft["phone"]) == ("7212", 5, "0974263581")


@pytest.mark.parametrize("text", [OPENING * 90_000, "a" * 5_000_000, "- Cần 2 thợ hàn, lương 8tr\n" * 100_000])
def test_of_a_message_of_megabytes_the_beginning_is_read_and_said_so(noiviec, tmp_path, text):
    code, views, complaint = read(noiviec, tmp_path, text.encode())

    assert (code, len(views)) == (0, 1)
    assert complaint == "Tin thứ 1 quá dài: chỉ đọc 20000 ký tự đầu; giữa hai tin để một dòng trống.\n"
