"""Duties that belong to one title: "công nhân gọt, cắt, đóng gói" is one opening, named by all of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from employers.ads.message import Passage, Twin
from employers.ads.title import SURE, Title, read_title

# Words for people and no work: what they do stands elsewhere ("cần 5 lao động nam, đứng máy ép gạch").
_PEOPLE: Final = re.compile(
    r"(?:(?:nguoi|lao dong|thanh nien|trai trang|nam|nu|cong nhan|cn|nhan vien|nv|ban|ld|nhan su|nhan cong|thoi vu"
    r"|chi em"
    r"|anh em|thanh vien|ung vien|phu nu|dan ong|sinh vien|hoc sinh|nguoi lam|viec lam)(?: |$))+"
)
_JOIN: Final = re.compile(r"\s?(?:,|\+|&|/| va(?= )| kiem(?= )| roi(?= )| hoac(?= )| cung(?= ))\s?")
_DUTY = Twin(
    r"(?:xếp|đóng|bóc|gọt|cắt|phân loại|lựa|dán|gấp|ủi|rửa|dọn|lau|quét|nấu|bưng|phụ|trông|coi|chăm|tưới|hái|nhặt"
    r"|lặt|vét"
    r"|dựng|kéo|lắp|sửa|hàn|sơn|đan|vá|gỡ|cho (?:cá|heo|gà|tôm|bò|vịt|dê|cút|ăn)|thay|chạy|lái|giao|bán|tư vấn|kiểm|vận"
    r" hành|trồng|bón|làm (?:cỏ|sạch|vệ sinh)|tỉa|vệ sinh|máy|nuôi|vắt|đổ|trộn|bốc|khuân|vác|khiêng|đào|cuốc|xịt"
    r"|phun|gội|nhuộm|massage|vô bao"
    r"|đóng gói|vào bao|may|vắt sổ|cạo|soi|nhồi|khâu|chà|tô|ốp|lát|pha|chế biến|sơ chế|xẻ|lột|phơi|sấy|ghi|thu|trực"
    r"|nhận|đi|chở|bảo trì|đứng|ráp|dỡ|xây|buộc|đập|tháo|thay|móc|gom|lượm|đếm|cân|canh|gác|chia|soạn|chốt|đăng|quay"
    r"|chụp"
    r"|điều|đóng|thợ phụ|nhuộm|duỗi|sấy)(?!\w)"
)
_NO_DUTY = Twin(
    r"(?:nhận (?:lương|tiền|hồ sơ|việc|liền|ngay|người)|đi (?:làm|lại|sớm|đêm|ca|tỉnh)|làm (?:việc|ngày|đêm|tại|ở|từ"
    r"|cả|ca|lâu"
    r"|theo|full|part|giờ|thêm|được|ngoài|trong|\d)|chạy (?:đêm|ngày)|bao|đóng (?:bảo|bh|thuế)|có|thay ca"
    r"|đứng (?:lâu|nhiều"
    r"|suốt|cả)|coi (?:như|trọng)|nuôi (?:ăn|cơm)|phụ cấp|cho (?:ăn ở|ở|ứng)|trông (?:trẻ,)|đi|trực (?:đêm|ca)"
    r"|điều kiện"
    r"|thu nhập|bán thời gian|giao tiếp|máy lạnh|sửa lương|ghi rõ|may mắn|thay phiên)(?!\w)"
)
_LONGEST_DUTY: Final = 6  # words
_PAID: Final = re.compile(r"\s*[:(]?\s*(?:luong )?\d[\d.,]*\s?(?:k|tr|trieu|cu|ngan|nghin)\b")


def is_people(words: str) -> bool:
    """Tell whether words name people and no work ("lao động nam")."""
    return _PEOPLE.fullmatch(Passage(words).plain.strip()) is not None


def widened(message: Passage, title: Title, limit: int, taught: Mapping[str, str]) -> Title:
    """Take the duties that follow a title, joined to it, into its words.

    Parameters
    ----------
    message : Passage
        The whole message.
    title : Title
        Where the words begin.
    limit : int
        Where the next opening begins.
    taught : mapping of str to str
        A curator's words and their codes.
    """
    end = title.end
    while (join := _JOIN.match(message.plain, end, limit)) is not None:
        duty = _duty(message, join.end(), limit, taught)
        if duty is None:
            break
        end = duty.end
    return replace(title, end=end, first_end=title.end) if end != title.end else title


def is_duty(message: Passage, title: Title) -> bool:
    """Tell whether a piece of a list names a doing, no person who does it."""
    end = min(len(message.text), title.end)
    return _DUTY.match(message, title.start, end) is not None and _NO_DUTY.match(message, title.start, end) is None


def _duty(message: Passage, start: int, limit: int, taught: Mapping[str, str]) -> Title | None:
    """Read one more duty, of at most six words, which no wage follows."""
    title = read_title(message, start, limit, taught)
    if title is None or title.start != start or title.seats_before:
        return None
    words = message.text[title.start : title.end].split()
    if "\n" in message.text[start : title.end] or not 1 <= len(words) <= _LONGEST_DUTY:
        return None
    sure = title.isco is not None and title.confidence >= SURE and not title.headed
    doing = is_duty(message, title) and (len(words) > 1 or sure)
    return title if doing and _PAID.match(message.plain, title.end) is None else None
