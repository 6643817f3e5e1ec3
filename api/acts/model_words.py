"""What the model card says in words: what is predicted, known limits, names of groups and measures, states."""

from collections.abc import Mapping
from typing import Any

Words = tuple[str, str]
"""Vietnamese, English."""

PREDICTS: Words = (
    "Khả năng một lần giới thiệu dẫn đến việc làm còn giữ được sau thời gian ổn định.",
    "The chance that a referral ends in a job still held after the stability period.",
)

LIMITS: tuple[Words, ...] = (
    (
        "Mô hình chỉ gợi ý; cán bộ và người tìm việc quyết định.",
        "The model suggests; the case worker and the job seeker decide.",
    ),
    (
        "Ít kết quả thì khoảng ước lượng còn rộng; hai việc có khoảng chồng lên nhau coi như ngang nhau.",
        "With few outcomes the intervals are wide; two jobs whose intervals overlap count as equal.",
    ),
    (
        "Mô hình chỉ học từ những việc đã được giới thiệu, nên ít biết về loại việc chưa ai được giới thiệu.",
        "It learns only from jobs that somebody was referred to, and knows little of kinds of work never tried.",
    ),
    (
        "Khoảng cách tính từ điểm đại diện của xã, sai lệch khoảng 2 km; đường thực tế có thể dài hơn.",
        "Distances start at a commune's point, good to about 2 km; real roads may be longer.",
    ),
    (
        "Lần giới thiệu chưa có trả lời không được tính là thất bại; việc mới làm chỉ được tính một phần.",
        "A referral without an answer is not a failure; a job that is still young counts in part.",
    ),
    (
        "Giới tính, dân tộc, sức khỏe, điều trị và quá trình cai nghiện không được đưa vào mô hình; "
        "chênh lệch giữa các nhóm vẫn có thể đến từ nơi ở, nghề đã học hoặc việc đang tuyển.",
        "Sex, ethnicity, health, treatment and programme never enter the model; gaps between groups may still come "
        "from where people live, what they learned or what is on offer.",
    ),
)

RANKERS: Mapping[str, Words] = {
    "additive": ("mô hình này", "this model"),
    "additive_one_way": ("mô hình này, không có bảng hai chiều", "this model without two-way tables"),
    "prior_only": ("chỉ bảng của chuyên gia", "the expert's tables alone"),
    "nearest": ("việc gần nhất", "the nearest job"),
    "trade_then_nearest": ("đúng nghề rồi gần nhất", "the right trade, then the nearest"),
    "logistic": ("hồi quy logistic", "logistic regression"),
    "boosted_additive": ("cây tăng cường, cộng tính", "boosted trees, additive"),
    "boosted": ("cây tăng cường, tự do", "boosted trees, free"),
}

ATTRIBUTES: Mapping[str, Words] = {
    "sex": ("giới tính", "sex"),
    "ethnicity": ("dân tộc", "ethnicity"),
    "commune_kind": ("loại địa bàn", "kind of commune"),
    "schooling": ("trình độ văn hóa", "schooling"),
    "programme": ("chương trình", "programme"),
}

MEASURES: Mapping[str, Words] = {
    "suggested": ("tỷ lệ có ít nhất một việc gợi ý", "share with at least one opening suggested"),
    "best_chance": ("khả năng của việc hợp nhất", "chance of the best opening"),
    "planned": ("tỷ lệ có chỗ trong kế hoạch", "share with a seat in the plan"),
    "seat_price": (
        "giá của chỗ được xếp (khả năng mà người khác nhường lại)",
        "price of the seat planned (chance that others give up)",
    ),
}

GROUPS: Mapping[str, Words] = {
    "male": ("nam", "male"),
    "female": ("nữ", "female"),
    "kinh": ("Kinh", "Kinh majority"),
    "other": ("dân tộc khác", "other ethnicities"),
    "ward": ("phường", "ward"),
    "commune": ("xã", "commune"),
    "special_zone": ("đặc khu", "special zone"),
    "primary": ("lớp 0–5", "classes 0–5"),
    "lower_secondary": ("lớp 6–9", "classes 6–9"),
    "upper_secondary": ("lớp 10–12", "classes 10–12"),
    "unknown": ("không rõ", "not known"),
}

STATES: Mapping[str, Words] = {
    "candidate": ("chưa dùng", "not in force"),
    "current": ("đang dùng", "in force"),
    "retired": ("đã thay", "replaced"),
}

ROLLOUT: Mapping[str, Words] = {
    "not_drawn": (
        "Chưa bốc thăm thứ tự triển khai nên chưa trả lời được danh sách có giúp ích hay không.",
        "No roll-out was drawn, so whether the lists help cannot be answered yet.",
    ),
    "not_started": (
        "Đã bốc thăm, chưa đến ngày bắt đầu; chưa trả lời được danh sách có giúp ích hay không.",
        "Drawn and not begun; whether the lists help cannot be answered yet.",
    ),
    "cannot_say_yet": (
        "Chưa trả lời được: chỉ xem kết quả một lần, từ ngày {day}, và mỗi bên cần ít nhất {least} kết quả; hiện có "
        "{before} trước và {after} sau khi triển khai.",
        "It cannot be answered yet: there is one planned look, from {day}, and each side needs {least} outcomes; there "
        "are {before} before and {after} after.",
    ),
    "no_difference_seen": (
        "Chưa thấy khác biệt giữa xã đã và chưa triển khai; khác biệt nhỏ vẫn có thể có.",
        "No difference is seen between communes that have begun and those that have not; a small one may exist.",
    ),
    "better_after": (
        "Nơi đã triển khai có tỷ lệ việc bền cao hơn nơi chưa triển khai trong cùng thời gian.",
        "Communes that have begun see more lasting jobs than those that have not, over the same days.",
    ),
    "worse_after": (
        "Nơi đã triển khai có tỷ lệ việc bền thấp hơn nơi chưa triển khai trong cùng thời gian; cần xem lại.",
        "Communes that have begun see fewer lasting jobs than those that have not, over the same days; look into it.",
    ),
}

POWER: Words = (
    "Với {referrals} lần giới thiệu trong 12 tháng qua và {base} dẫn đến việc bền, chênh lệch nhỏ nhất có thể thấy "
    "(xác suất 80 %) là {smallest}. Cách tính giản lược, chưa kể các xã khác nhau: thực tế cần chênh lệch lớn hơn.",
    "With {referrals} referrals in the past 12 months, {base} of which end in a lasting job, the smallest difference "
    "seen with 80 % power is {smallest}. A simple approximation that ignores how communes differ: in truth larger.",
)
POWER_UNKNOWN: Words = (
    "Chưa có kết quả nào để tính chênh lệch nhỏ nhất có thể thấy.",
    "No outcome is known from which to work out the smallest difference that could be seen.",
)
NO_DIFFERENCE_VISIBLE: Words = ("không chênh lệch nào", "none at all")

COMPARED: Words = (
    "Chỉ việc đã hiện mới được giới thiệu, nên các con số này chỉ mô tả, không chứng minh cách nào hơn.",
    "Only what was shown could be referred, so these figures describe and do not prove which rule is better.",
)
NOTHING_SHOWN: Words = (
    "Chưa hiện danh sách nào nên chưa có gì để so sánh.",
    "No list was shown yet, so there is nothing to compare.",
)
FAIRNESS_NOT_MEASURED: Words = (
    "Chưa đo cho bản này; được đo mỗi lần huấn luyện (hoặc: noiviec model card).",
    "Not measured for this version; it is at each training (or: noiviec model card).",
)

REFUSED: Mapping[str, Words] = {
    "already_drawn": (
        "Thứ tự triển khai đã được bốc thăm và không bốc lại; xem: noiviec rollout show.",
        "The order was drawn before and is not drawn again; see: noiviec rollout show.",
    ),
    "too_few_communes": ("Cần ít nhất hai xã, phường khác nhau.", "At least two different communes are needed."),
    "starts_in_the_past": ("Ngày bắt đầu phải sau hôm nay.", "The first day must lie ahead."),
    "no_interval": (
        "Số ngày giữa hai lần bắt đầu phải lớn hơn 0.",
        "The days between two starts must be more than 0.",
    ),
}

HOW_TO_READ: Words = (
    "Sai số dự báo (log-loss): càng thấp càng tốt. Thứ tự (NDCG, từ 0 đến 1): càng cao càng tốt. Sau ± là sai số của "
    "con số: hai cách chênh nhau ít hơn mức đó thì chưa nói được cách nào hơn.",
    "Error of prediction (log-loss): lower is better. Order (NDCG, 0 to 1): higher is better. After ± stands the "
    "error of the figure: two ways that differ by less cannot be told apart.",
)


def figure_words(value: float | None, error: float | None) -> str:
    """A figure with its error as Vietnamese write it: ``0,612 ± 0,031``; a dash for what is not known."""
    written = ("—" if v is None else f"{v:.3f}".replace(".", ",") for v in (value, error))
    return " ± ".join(written)


def judged_words(loss: tuple[float | None, float | None], order: tuple[float | None, float | None]) -> str:
    """How one ranker did when judged by date: each of ``loss`` and ``order`` is a mean and its error."""
    return f"sai số dự báo {figure_words(*loss)}   thứ tự {figure_words(*order)}"


def known_words(outcomes: int, snapshots: int, language: str = "vi") -> str | None:
    """How many outcomes kept what was known on the day of the referral, in one sentence; None without outcomes."""
    if not outcomes:
        return None
    if language == "vi":
        return (
            f"{snapshots} trên {outcomes} kết quả có thông tin lưu đúng ngày giới thiệu; các kết quả còn lại lấy nơi "
            "ở, trình độ, nguyện vọng và điều kiện của việc như trong hồ sơ lúc học."
        )
    return (
        f"{snapshots} of {outcomes} outcomes kept what was known on the day of the referral; the rest take home, "
        "schooling, wishes and the job's offer from the record at the time of the fit."
    )


def cell_words(cell: Mapping[str, Any]) -> str:
    """A group's figure with its 95 % interval and how many people it stands on; a hidden cell is its name and ``*``."""
    if cell["value"] is None:
        return f"{cell['name']} {cell['shown']}"
    low, high = (f"{cell[bound] * 100:.0f}" for bound in ("low", "high"))
    return f"{cell['name']} {cell['shown']} ({low}–{high} %, {cell['people']} người)"
