"""Why an opening suits or does not, in sentences, Vietnamese first. Every code has both languages; a test holds it."""

from collections.abc import Mapping

from api.wording import Language, million
from matcher.ranking.reasons import Fact, Reason

_VI, _EN = 0, 1

# Reason code → (Vietnamese, English). In braces: facts made readable by `_readable`.
REASONS: Mapping[str, tuple[str, str]] = {
    "trade_match": ("Đúng nghề {learned}: {evidence}", "The same trade as {learned_en}: {evidence}"),
    "trade_near": ("Gần với nghề {learned}: {evidence}", "Close to the trade of {learned_en}: {evidence}"),
    "trade_other": ("Khác nghề {learned}: {evidence}", "Another trade than {learned_en}: {evidence}"),
    "trade_unknown": ("Chưa đủ thông tin về nghề để so sánh", "Too little is known of the trade to compare"),
    "opening_trade_unknown": ("Chưa rõ nghề của vị trí này", "The trade of this opening is not known"),
    "skill_strong": ("Tay nghề vững: {evidence}", "Well-founded skill: {evidence}"),
    "skill_some": ("Tay nghề ở mức cơ bản: {evidence}", "Basic skill: {evidence}"),
    "skill_unknown": ("Chưa rõ tay nghề", "Skill not known"),
    "experience": (
        "Việc đã khai, quy về nghề này theo độ gần: khoảng {months}",
        "Jobs stated, counted by how near they are to this trade: about {months_en}",
    ),
    "experience_none": ("Trong việc đã khai chưa có việc gần nghề này", "No job near this trade among those stated"),
    "experience_unknown": ("Chưa khai việc đã làm trước đây", "No former jobs stated"),
    "experience_gap": (
        "Nơi tuyển cần kinh nghiệm, còn thiếu khoảng {months}",
        "About {months_en} short of what is asked",
    ),
    "experience_enough": ("Đủ kinh nghiệm theo yêu cầu", "Experience asked for is there"),
    "experience_unknown_asked": (
        "Nơi tuyển cần kinh nghiệm, chưa so được với việc đã khai",
        "Experience is asked, and cannot be compared with the jobs stated yet",
    ),
    "schooling_enough": ("Đủ trình độ văn hóa theo yêu cầu", "Schooling meets what is asked"),
    "schooling_unknown": ("Chưa rõ trình độ văn hóa", "Schooling not known"),
    "wish_match": ("Đúng nguyện vọng", "What the person wishes for"),
    "wish_near": ("Gần với nguyện vọng", "Near what the person wishes for"),
    "wish_other": ("Khác với nguyện vọng đã ghi", "Other than the wish on record"),
    "wish_unknown": ("Chưa ghi nguyện vọng", "No wish on record"),
    "commute": ("Cách nhà khoảng {km} km", "About {km} km from home"),
    "commute_unknown": ("Chưa rõ đường đi làm bao xa", "Distance to work not known"),
    "commute_with_housing": ("Đường đi làm và chỗ ở tính chung", "Distance and housing taken together"),
    "trade_with_skill": ("Nghề và tay nghề tính chung", "Trade and skill taken together"),
    "wage": (
        "Lương tới {money} mỗi tháng, bằng {ratio} lần mức tối thiểu vùng",
        "Up to {money_en} a month, {ratio} times the regional minimum",
    ),
    "wage_unknown": ("Chưa rõ lương so với mức tối thiểu vùng", "Wage against the regional minimum not known"),
    "wage_margin": ("Lương {margin} mức mong muốn", "Wage {margin_en} what is wished for"),
    "wage_margin_unknown": ("Chưa so được lương với mong muốn", "Wage and wish cannot be compared yet"),
    "seats": ("Còn {count} chỗ", "{count} seats left"),
    "seats_unknown": ("Chưa rõ còn bao nhiêu chỗ", "Seats left not known"),
    "posting_age": ("Tin đăng cách đây {days} ngày", "Posted {days} days ago"),
    "posting_age_unknown": ("Chưa rõ ngày đăng tin", "Day of posting not known"),
    "evidence_age": (
        "Theo việc học, việc làm đã khai: lần gần nhất cách đây {years} năm",
        "By the courses and jobs stated, the last was {years} years ago",
    ),
    "evidence_age_unknown": (
        "Việc học, việc làm đã khai không có ngày, hoặc chưa khai",
        "Courses and jobs are stated without a day, or not at all",
    ),
    "answer_rate": ("Nơi tuyển trả lời khoảng {tenths}/10 lần giới thiệu", "The employer answers about {tenths} in 10"),
    "answer_rate_unknown": ("Chưa giới thiệu ai đến nơi này", "Nobody introduced here before"),
    "housing_none": ("Không có chỗ ở tại nơi làm", "No housing at work"),
    "housing_can_stay": ("Có chỗ ở, người này ở lại được", "Housing, and the person can stay"),
    "housing_cannot_stay": ("Có chỗ ở nhưng người này không ở lại", "Housing, but the person does not stay over"),
    "housing_unknown": ("Chưa rõ có chỗ ở không", "Housing not known"),
    "transport_provided": ("Có xe đưa đón", "Transport provided"),
    "transport_own": ("Tự đi được bằng xe máy", "Has a motorbike"),
    "transport_none": ("Chưa có xe, nơi làm không đưa đón", "No motorbike, and no transport provided"),
    "transport_unknown": ("Chưa rõ có xe đi làm không", "Vehicle not known"),
    "meals_yes": ("Có ăn ca", "Meals provided"),
    "meals_no": ("Không có ăn ca", "No meals provided"),
    "meals_unknown": ("Chưa rõ có ăn ca không", "Meals not known"),
    "training_on_job_yes": ("Được kèm nghề tại chỗ", "Training on the job"),
    "training_on_job_no": ("Không kèm nghề tại chỗ", "No training on the job"),
    "training_on_job_unknown": ("Chưa rõ có kèm nghề không", "Training on the job not known"),
    "shift_day": ("Làm ca ngày", "Day shift"),
    "shift_evening": ("Làm ca tối", "Evening shift"),
    "shift_night": ("Làm ca đêm", "Night shift"),
    "shift_rotating": ("Làm ca xoay", "Rotating shifts"),
    "shift_unknown": ("Chưa rõ ca làm", "Shifts not known"),
    "contract_indefinite": ("Hợp đồng không xác định thời hạn", "Open-ended contract"),
    "contract_fixed": ("Hợp đồng có thời hạn", "Fixed-term contract"),
    "contract_seasonal": ("Việc thời vụ", "Seasonal work"),
    "contract_own": ("Tự làm", "Own work"),
    "contract_unknown": ("Chưa rõ loại hợp đồng", "Contract not known"),
    "employer_kind_factory": ("Nơi làm là nhà máy", "A factory"),
    "employer_kind_plantation": ("Nơi làm là nông trường", "A plantation"),
    "employer_kind_transport": ("Nơi làm là đơn vị vận tải", "A transport firm"),
    "employer_kind_workshop": ("Nơi làm là xưởng, cơ sở nhỏ", "A workshop"),
    "employer_kind_shop": ("Nơi làm là cửa hàng, dịch vụ", "A shop or service"),
    "employer_kind_cooperative": ("Nơi làm là hợp tác xã", "A cooperative"),
    "employer_kind_household": ("Nơi làm là hộ kinh doanh", "A household business"),
    "employer_kind_company": ("Nơi làm là công ty", "A company"),
    "employer_kind_public": ("Nơi làm là đơn vị nhà nước", "A public body"),
    "employer_kind_unknown": ("Chưa rõ loại nơi làm", "Kind of employer not known"),
    "employer_memory": (
        "Kết quả trước đây của nơi làm này {better} mức thường gặp",
        "This employer's own past results are {better_en} than usual",
    ),
    "own_home": ("Làm tại nhà, không phải đi lại", "Work at home, without a way to go"),
    "own_no_way": ("Không cần phương tiện đi làm", "No vehicle needed to get to work"),
    "own_hours": ("Tự sắp xếp giờ làm", "Hours of one's own choice"),
    "own_lodging": ("Ở nhà mình", "Living at home"),
    "own_income": (
        "Thu nhập tùy việc làm ăn, chưa nói trước được",
        "Income depends on how the work goes, and cannot be told beforehand",
    ),
    "own_income_margin": (
        "Chưa biết thu nhập có đủ mức mong muốn không",
        "Whether income reaches what the person needs is not known",
    ),
    "own_no_seats": ("Không giới hạn số chỗ", "No limited number of seats"),
    "own_no_posting": ("Không phụ thuộc tin tuyển", "No posting that grows old"),
    "own_no_answer": ("Không phải chờ nơi tuyển trả lời", "No employer's answer to wait for"),
    "own_alone": ("Tự đứng ra làm, không có nơi thuê", "On one's own, without an employer who holds on"),
    "own_household": ("Hộ tự làm ăn", "One's own household business"),
    "own_memory": (
        "Kết quả trước đây của người tự làm {better} mức thường gặp",
        "Past results of people who work on their own are {better_en} than usual",
    ),
    "wish_min_age": (
        "Nơi tuyển muốn từ {count} tuổi; luật không cho phân biệt tuổi",
        "The employer wishes for {count} or older; the law forbids discrimination by age",
    ),
    "wish_max_age": (
        "Nơi tuyển muốn không quá {count} tuổi; luật không cho phân biệt tuổi",
        "The employer wishes for {count} or younger; the law forbids discrimination by age",
    ),
    "wish_sex": (
        "Nơi tuyển ghi muốn {value}; luật không cho phân biệt giới",
        "The employer wishes for one sex; the law forbids discrimination",
    ),
    "low_end_under_minimum": (
        "Mức lương thấp nhất {money} dưới mức tối thiểu vùng {minimum}",
        "The low end {money_en} is under the regional minimum {minimum_en}",
    ),
    "schooling_preferred": ("Ưu tiên người học hết lớp {count}", "Class {count} is preferred"),
    "closes_before_return": (
        "Vị trí này đóng nhận ngày {closes}, trước ngày về {home}",
        "This opening closes on {closes}, before the person comes home on {home}",
    ),
}  # fmt: skip

# Rule code → (Vietnamese, English): why an opening is not suggested.
RULES: Mapping[str, tuple[str, str]] = {
    "closed": (
        "Vị trí đã đóng hoặc hết chỗ, hoặc hồ sơ đã kết thúc",
        "The opening is closed or full, or the case is closed",
    ),
    "consent": ("Chưa có đồng ý, hoặc đã rút đồng ý", "No consent on record, or it was withdrawn"),
    "minimum_age": ("Chưa đủ tuổi cho việc này", "Too young for this work by law"),
    "illegal": (
        "Tin tuyển trái luật: lương dưới tối thiểu vùng, đòi cọc hoặc giữ giấy tờ",
        "Unlawful: pay under the minimum, a deposit, or papers kept",
    ),
    "licence": ("Thiếu giấy phép lái xe, hoặc đã hết hạn", "Driving licence missing or expired"),
    "schooling": ("Chưa đủ trình độ văn hóa theo yêu cầu", "Schooling under what is asked"),
    "shift": ("Không có ca nào làm được", "No shift that the person can work"),
    "treatment": ("Giờ làm trùng khung giờ bận", "Working hours overlap the daily appointment"),
    "health": ("Tính chất công việc không hợp sức khỏe", "The work has what health limits rule out"),
    "distance": ("Quá xa, không có chỗ ở hay xe đưa đón", "Too far, without housing or transport"),
    "wage_floor": ("Lương dưới mức mong muốn", "Wage under what the person needs"),
    "employer": ("Nơi tuyển đang tạm ngưng", "The employer or opening is paused"),
    "already": ("Đã giới thiệu hoặc đã loại trước đây", "Referred or dismissed before"),
}  # fmt: skip


def _duration(months: float, language: Language) -> str:
    whole = max(1, round(months))
    if whole < 24:
        return f"{whole} tháng" if language == "vi" else f"{whole} months"
    years = f"{whole / 12:.1f}".rstrip("0").rstrip(".")
    return f"{years.replace('.', ',')} năm" if language == "vi" else f"{years} years"


def _evidence(facts: Mapping[str, Fact], language: Language) -> str:
    details = [str(facts[name]) for name in ("level", "result") if name in facts]
    if "months" in facts:
        details.append(_duration(float(facts["months"]), language))
    if "ended" in facts:
        details.append(str(facts["ended"]))
    words = str(facts.get("words", ""))
    return f"{words} ({', '.join(details)})" if details else words


def _decimal(value: float, language: Language, digits: int = 1) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return text.replace(".", ",") if language == "vi" else text


def _margin(ratio: float, words: tuple[str, str, str, str]) -> str:
    """A ratio beside one: equal within 2.5 %, per cent above or below by fives, and times from two on."""
    equal, above, below, times = words
    apart = 5 * round(20 * abs(ratio - 1))
    if ratio >= 2:
        return times.format(_decimal(ratio, "vi" if "gấp" in times else "en"))
    return equal if apart == 0 else (above if ratio > 1 else below).format(apart)


def _readable(facts: Mapping[str, Fact], language: Language) -> dict[str, str]:
    """Every fact in every form that a sentence may ask for."""
    raw = facts.get("value", 0)
    value = float(raw) if isinstance(raw, int | float) else 0.0
    from_course = facts.get("source") == "course"
    return {
        "learned": "đã học" if from_course else "đã làm",
        "learned_en": "learned" if from_course else "worked in",
        "evidence": _evidence(facts, language),
        "months": _duration(value, "vi"),
        "months_en": _duration(value, "en"),
        "km": _decimal(value, language, 0 if value >= 10 else 1),
        "ratio": _decimal(value, language),
        "margin": _margin(value, ("bằng", "cao hơn {} %", "thấp hơn {} %", "cao gấp {}")),
        "margin_en": _margin(value, ("equal to", "{} % above", "{} % below", "{} times")),
        "count": f"{value:.0f}",
        "days": f"{value:.0f}",
        "years": _decimal(value, language),
        "tenths": f"{value * 10:.0f}",
        "better": "tốt hơn" if facts.get("better") else "kém hơn",
        "better_en": "better" if facts.get("better") else "worse",
        "value": str(raw),
        "closes": str(facts.get("closes", "")),
        "home": str(facts.get("home", "")),
        "money": million(float(facts.get("wage_vnd", 0))),
        "money_en": million(float(facts.get("wage_vnd", 0)), "en"),
        "minimum": million(float(facts.get("minimum_vnd", 0))),
        "minimum_en": million(float(facts.get("minimum_vnd", 0)), "en"),
    }


def reason_words(reason: Reason, language: Language = "vi") -> str:
    """The sentence of a reason or caution."""
    template = REASONS[reason.code][_VI if language == "vi" else _EN]
    return template.format(**_readable(reason.facts, language))


def rule_words(rule: str, language: Language = "vi") -> str:
    """The sentence of a hard rule."""
    return RULES[rule][_VI if language == "vi" else _EN]
