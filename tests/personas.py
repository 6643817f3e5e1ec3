"""A fixed cast of people, each with a story, and a fixed small market of Bình Thuận; all of them invented.

Each persona names the posting that a careful case worker would put first. The market is made so that the answer needs
no luck: what tempts stands in it too.
"""

from dataclasses import dataclass, replace
from datetime import date

from employers.reference.occupations import is_barred_to_minors
from employers.reference.shifts import TimeWindow
from matcher.ranking.availability import Availability
from matcher.ranking.demands import Demand, Market
from matcher.ranking.profiles import Course, SkillProfile, Work, build_profile
from tests.factories import (
    DUC_LINH,
    HAM_KIEM,
    HAM_LIEM,
    LA_GI,
    LIEN_HUONG,
    PHAN_THIET,
    PHU_QUY,
    TANH_LINH,
    TIEN_THANH,
    TODAY,
    a_demand,
    an_availability,
    windows,
)

DAY, DAY_OR_EVENING, NIGHT, ROTATING = (
    windows("ngày"),
    windows("ngày", "tối"),
    windows("đêm"),
    windows("ngày", "tối", "đêm"),
)
FROM_NINE = windows(ngày=[(9 * 60, 18 * 60)])
HEAVY, HIGH, HOT = frozenset({"heavy_lifting"}), frozenset({"heights"}), frozenset({"chemicals"})
STANDING = frozenset({"long_standing"})


@dataclass(frozen=True)
class Persona:
    """One person of the cast.

    Attributes
    ----------
    story : str
        Who this is, in a sentence.
    expected : tuple of str
        Codes of the postings that may stand first.
    """

    name: str
    story: str
    availability: Availability
    profile: SkillProfile
    expected: tuple[str, ...]


def posting(code, isco, commune, vnd, **changes):
    """One opening with two seats at ``vnd`` a month and nothing else on offer; its number is given in ``DEMANDS``."""
    known = {
        "isco": (isco,) if isco else (),
        "best_wage_vnd": vnd,
        "low_wage_vnd": vnd and vnd - 500_000,
        "seats": 2,
        "meals": False,
        "training_on_job": False,
        "housing": False,
        "transport": False,
        "employer": f"NSD-{code}",
        "minor_barred": is_barred_to_minors(isco or ""),
    }
    return a_demand(0, commune, code=code, **(known | changes))


POSTINGS = (
    posting(
        "han-ham-kiem", "7212", HAM_KIEM, 9_000_000, employer_kind="workshop", physical=HEAVY, contract="indefinite"
    ),
    posting("han-nhe", "7212", PHAN_THIET, 8_000_000, employer_kind="workshop", contract="fixed"),
    posting(
        "han-duc-linh",
        "7212",
        DUC_LINH,
        10_000_000,
        posted_on=date(2026, 6, 1),
        answer_rate=0.3,
        employer_kind="factory",
        experience_months=24,
    ),
    posting("cua-sat", "7214", HAM_LIEM, 8_500_000, employer_kind="workshop", physical=HEAVY | HIGH),
    posting(
        "may-phan-thiet",
        "8153",
        PHAN_THIET,
        7_200_000,
        wishes=(("sex", "nữ"), ("max_age", 35)),
        posted_on=date(2026, 11, 12),
        answer_rate=0.8,
        seats=20,
        meals=True,
        windows=DAY,
    ),
    posting(
        "may-ham-kiem",
        "8153",
        HAM_KIEM,
        7_500_000,
        training_on_job=True,
        seats=30,
        meals=True,
        windows=windows(ngày=[(450, 1020)]),
        schooling=5,
    ),
    posting(
        "dong-goi",
        "9321",
        HAM_KIEM,
        6_200_000,
        seats=10,
        windows=windows(ngày=[(450, 990)]),
        transport=True,
        meals=True,
        training_on_job=True,
        answer_rate=0.7,
    ),
    posting("bao-ve-dem", "5414", PHAN_THIET, 6_500_000, windows=NIGHT, employer_kind="company", schooling=9),
    posting(
        "bao-ve-ngay",
        "5414",
        TIEN_THANH,
        6_000_000,
        schooling=9,
        schooling_preferred=True,
        posted_on=date(2026, 7, 15),
        answer_rate=0.4,
        windows=DAY_OR_EVENING,
        employer_kind="company",
    ),
    posting("taxi", "8322", PHAN_THIET, 9_500_000, licence="B", employer_kind="transport", windows=DAY_OR_EVENING),
    posting(
        "xe-tai-nang",
        "8332",
        PHAN_THIET,
        13_000_000,
        posted_on=date(2026, 10, 10),
        answer_rate=0.6,
        licence="C",
        employer_kind="transport",
        experience_months=12,
    ),
    posting("giao-hang", "8321", PHAN_THIET, 8_000_000, licence="A1", employer_kind="transport", contract="own"),
    posting("thanh-long", "6112", HAM_LIEM, 6_800_000, employer_kind="household", contract="seasonal", physical=HEAVY),
    posting(
        "cao-su-duc-linh",
        "6112",
        DUC_LINH,
        8_200_000,
        employer_kind="plantation",
        housing=True,
        meals=True,
        seats=15,
        contract="indefinite",
        windows=windows(ngày=[(360, 900)]),
    ),
    posting(
        "cao-su-tanh-linh", "6112", TANH_LINH, 7_400_000, employer_kind="plantation", housing=False, contract="seasonal"
    ),
    posting("nuoi-heo", "6121", HAM_LIEM, 7_000_000, employer_kind="household", meals=True),
    posting("nuoi-ga", "6122", HAM_KIEM, 6_600_000, employer_kind="household"),
    posting(
        "phu-ho",
        "9313",
        PHAN_THIET,
        8_500_000,
        low_wage_vnd=4_000_000,
        posted_on=date(2026, 11, 20),
        answer_rate=0.5,
        contract="seasonal",
        physical=HEAVY | HIGH,
        employer_kind="company",
    ),
    posting(
        "tho-xay",
        "7112",
        HAM_LIEM,
        10_500_000,
        contract="seasonal",
        physical=HEAVY | HIGH,
        employer_kind="company",
        experience_months=12,
    ),
    posting("cat-toc", "5141", PHAN_THIET, 6_500_000, employer_kind="shop", windows=FROM_NINE, physical=STANDING),
    posting(
        "phu-bep",
        "9412",
        PHAN_THIET,
        5_800_000,
        employer_kind="shop",
        windows=windows(tối=[(840, 1290)]),
        meals=True,
        physical=STANDING,
    ),
    posting("sua-xe", "7231", HAM_KIEM, 8_000_000, employer_kind="workshop", windows=FROM_NINE, training_on_job=True),
    posting("ca-phu-quy", "6222", PHU_QUY, 9_000_000, employer_kind="cooperative", housing=True, physical=HEAVY),
    posting("che-bien-ca", "7511", LA_GI, 7_300_000, seats=25, windows=ROTATING, transport=True, physical=STANDING),
    posting(
        "tap-vu",
        "9112",
        PHAN_THIET,
        5_500_000,
        posted_on=date(2026, 9, 1),
        answer_rate=0.9,
        employer_kind="public",
        windows=windows(ngày=[(480, 1020)]),
        contract="indefinite",
    ),
    posting(
        "khong-ro",
        None,
        LIEN_HUONG,
        None,
        windows=(),
        contract=None,
        meals=None,
        training_on_job=None,
        housing=None,
        transport=None,
        employer_kind=None,
        posted_on=None,
    ),
)
DEMANDS: tuple[Demand, ...] = tuple(replace(posted, opening_id=i) for i, posted in enumerate(POSTINGS, start=1))
MARKET = Market(DEMANDS, TODAY)


def someone(name, story, expected, *, records, **known):
    """Build one persona; ``records`` are courses and work, ``known`` goes into the availability."""
    courses = [r for r in records if isinstance(r, Course)]
    work = [r for r in records if isinstance(r, Work)]
    wishes = known.pop("wishes", ())
    availability = an_availability(**({"own_vehicle": True, "licences": frozenset({"A1"})} | known))
    profile = build_profile(courses, work, [(w, codes) for w, *codes in wishes], availability.schooling, TODAY)
    return Persona(name, story, availability, profile, expected if isinstance(expected, tuple) else (expected,))


def course(words, isco, level="sơ cấp", result="Khá", ended_on=date(2026, 6, 30)):
    return Course(words, (isco,) if isco else (), level, result, 400, ended_on)


def job(words, isco, months, ended_on=None):
    return Work(words, (isco,), months, ended_on)


PERSONAS = (
    someone(
        "thợ hàn không nâng nặng",
        "Learned welding and may not lift: the welding shop near home that lifts is out, the light one in town is in.",
        "han-nhe",
        records=[course("Kỹ thuật hàn", "7212")],
        forbidden_physical=HEAVY,
    ),
    someone(
        "thợ hàn khỏe",
        "The same course and no limits: the open-ended contract around the corner, not the better paid one far away.",
        "han-ham-kiem",
        records=[course("Kỹ thuật hàn", "7212"), job("phụ hàn", "7212", 10, date(2024, 3, 1))],
    ),
    someone(
        "học viên xóa mù chữ",
        "Came out of the literacy class and has no bicycle: work that asks no class, with a bus.",
        "dong-goi",
        records=[course("Xóa mù chữ", "", "dưới 3 tháng", "Đạt")],
        schooling=3,
        own_vehicle=False,
        licences=frozenset(),
    ),
    someone(
        "lái taxi bằng B2 cũ",
        "Drove a taxi for three years; the old B2 card is read as B. The heavy lorry pays more and asks another class.",
        "taxi",
        records=[job("lái taxi", "8322", 36, date(2022, 5, 1))],
        commune=PHAN_THIET,
        licences=frozenset({"A1", "B"}),
        schooling=12,
        wage_floor_vnd=7_000_000,
        wishes=[("lái xe con", "8322")],
    ),
    someone(
        "thợ cắt tóc, bận lúc 07:00",
        "Has an appointment from 07:00 to 08:00 every morning; the barber's shop opens at nine.",
        "cat-toc",
        records=[course("Cắt uốn tóc", "5141", "dưới 3 tháng", "Giỏi")],
        commune=PHAN_THIET,
        treatment=TimeWindow(420, 480),
    ),
    someone(
        "chịu ở lại nông trường",
        "Tapped rubber for years and wants away from the old street: the plantation with a bed, though it is far.",
        "cao-su-duc-linh",
        records=[job("cạo mủ cao su", "6112", 48, date(2023, 1, 1))],
        can_stay_over=True,
        wishes=[("làm nông trường", "6112")],
    ),
    someone(
        "người nuôi heo",
        "Raised pigs at home all her life and lives in town: the pig farm, not the factories around the corner.",
        "nuoi-heo",
        records=[job("nuôi heo", "6121", 120)],
        commune=PHAN_THIET,
        schooling=7,
        wage_floor_vnd=5_000_000,
    ),
    someone(
        "em mười bảy tuổi",
        "Seventeen, learned welding: the law bars welding, sewing was asked for and is allowed.",
        ("may-ham-kiem", "may-phan-thiet"),
        records=[course("Kỹ thuật hàn", "7212", "dưới 3 tháng", "Đạt")],
        youngest_birth=date(2009, 3, 1),
        wishes=[("học may", "8153")],
        licences=frozenset(),
        own_vehicle=None,
    ),
    someone(
        "chưa biết gì",
        "Nothing on record but a village: what is near, teaches, feeds and fetches people comes first.",
        "dong-goi",
        records=[],
        own_vehicle=None,
        licences=frozenset(),
        schooling=None,
        youngest_birth=None,
    ),
    someone(
        "phụ hồ muốn lên thợ",
        "Carried mortar for two years and wishes to lay bricks: the bricklayer's job, although it asks a year.",
        ("tho-xay", "phu-ho"),
        records=[job("phụ hồ", "9313", 24, date(2025, 2, 1))],
        commune=HAM_LIEM,
        wishes=[("thợ xây", "7112")],
        schooling=5,
    ),
    someone(
        "công nhân may có con nhỏ",
        "Sewed for four years, can work days only and within fifteen kilometres.",
        "may-phan-thiet",
        records=[job("công nhân may", "8153", 48, date(2025, 8, 1)), course("May công nghiệp", "8153")],
        commune=PHAN_THIET,
        shifts=frozenset({"ngày"}),
        max_commute_km=15.0,
        wage_floor_vnd=6_000_000,
    ),
    someone(
        "ngư dân Phú Quý",
        "Lives and fishes on the island: only the cooperative there can be reached.",
        "ca-phu-quy",
        records=[job("đi biển", "6222", 60)],
        commune=PHU_QUY,
        own_vehicle=False,
        schooling=4,
    ),
)
