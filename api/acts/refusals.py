"""Which answer each refusal of teaching and merging gets: a status, a stable code and one Vietnamese sentence."""

from collections.abc import Mapping
from typing import Final

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
