"""Which answer each refusal of teaching and merging gets: a status, a stable code and one sentence."""

from collections.abc import Mapping
from typing import Final

from api.wording import Language
from employers import curation as words
from employers import merging as e
from employers.reference.occupations import UnknownOccupation
from matcher import merging as m

# Error → (status, code, sentence), as in api.domain_problems; the command line says the sentence alone.
REFUSALS: Final[Mapping[type[Exception], tuple[int, str | None, str | None]]] = {
    UnknownOccupation: (422, "unknown_occupation", "Không có nghề nào mang mã này; hãy tìm theo tên nghề."),
    words.PhraseUnusable: (
        422,
        "phrase_unusable",
        "Cụm từ này chưa đủ để nhận ra một nghề; hãy ghi thêm chữ, hoặc gõ đủ dấu.",
    ),
    words.UnknownPhrase: (404, None, None),
    e.UnknownMerge: (404, None, None),
    e.SameRecord: (422, "same_record", "Hai mã này là một; hãy chọn hai bản khác nhau."),
    e.DifferentTaxCodes: (409, "different_tax_codes", "Hai mã số thuế khác nhau là hai đơn vị; không gộp được."),
    e.KeepTaxCode: (409, "keep_tax_code", "Hãy giữ bản có mã số thuế, và gộp bản kia vào đó."),
    e.MergedAway: (409, "merged_away", "Một trong hai bản đã được gộp vào bản khác; hãy dùng bản đó."),
    e.MergedSince: (409, "merged_since", "Bản được giữ đã gộp tiếp vào bản khác; hãy hoàn tác lần gộp sau trước."),
    m.UnknownPersonMerge: (404, None, None),
    m.SamePerson: (422, "same_record", "Hai mã này là một; hãy chọn hai hồ sơ khác nhau."),
    m.KeepOpenCase: (409, "keep_open_case", "Hãy giữ hồ sơ đang mở, và gộp hồ sơ đã đóng vào đó."),
    m.PersonMergedAway: (409, "merged_away", "Một trong hai hồ sơ đã được gộp vào hồ sơ khác; hãy dùng hồ sơ đó."),
    m.BothReferred: (
        409,
        "both_referred",
        "Cả hai hồ sơ đã được giới thiệu cho cùng một vị trí, nên không gộp được.",
    ),
    m.PersonMergedSince: (
        409,
        "merged_since",
        "Hồ sơ được giữ đã gộp tiếp vào hồ sơ khác; hãy hoàn tác lần gộp sau trước.",
    ),
    m.UndoOver: (409, "undo_over", f"Đã quá {m.UNDO_DAYS} ngày, lần gộp này không hoàn tác được nữa."),
}

_IN_ENGLISH: Final[Mapping[str, str]] = {
    "unknown_occupation": "No occupation has this code; look for it by name.",
    "phrase_unusable": "These words do not tell an occupation yet; add words, or type them with their accents.",
    "same_record": "The two codes are one; choose two different records.",
    "different_tax_codes": "Two different tax codes are two employers; they cannot be merged.",
    "keep_tax_code": "Keep the record with the tax code, and merge the other one into it.",
    "merged_away": "One of the two was merged into another record; use that one.",
    "merged_since": "The record that was kept has been merged again; undo the later merge first.",
    "keep_open_case": "Keep the record that is open, and merge the closed one into it.",
    "both_referred": "Both were referred to the same opening, so they cannot be merged.",
    "undo_over": f"More than {m.UNDO_DAYS} days have passed; this merge can no longer be undone.",
}
TOLD: Final = tuple(error for error, (_, _, words) in REFUSALS.items() if words)
"""Refusals that have a sentence for the page on which they happen."""


def refusal_words(refused: Exception, language: Language = "vi") -> str:
    """Why teaching or merging was refused, in one sentence."""
    _, code, sentence = REFUSALS[type(refused)]
    return (sentence if language == "vi" else _IN_ENGLISH[code or ""]) or ""
