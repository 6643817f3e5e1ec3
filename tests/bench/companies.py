"""How well likely duplicates are found among company names: recall, false pairs, seconds.

Run ``python -m tests.bench.companies``. The real spellings stay outside the repository; without them, that line is
skipped. They were seen while the rules were made; the invented ones were not.
"""

import csv
import random
import time
from itertools import combinations
from pathlib import Path

from employers.company_names import LIKELY_DUPLICATE, company_similarity, find_likely_duplicates, normalise_company
from employers.reference.text import strip_accents

REAL_SPELLINGS = Path(__file__).parents[3] / "shared" / "data" / "company_name_variants.csv"


def listed(words: str, separator: str) -> list[str]:
    return words.split(separator)


SYLLABLES = listed(
    "An Anh Ánh Bảo Bình Cường Châu Đại Đạt Đức Dũng Duy Gia Giang Hà Hải Hạnh Hiếu Hòa Hoàng Hùng"
    " Hưng Huy Khải Khang Khánh Khoa Kiên Kim Lâm Lan Lập Linh Lộc Lợi Long Mai Mạnh Minh Mỹ Nam Nga"
    " Ngân Ngọc Nguyên Nhật Nhân Phát Phong Phú Phúc Phước Phương Quân Quang Quốc Quý Sơn Tâm Tân"
    " Tấn Thái Thắng Thành Thanh Thảo Thiên Thịnh Thuận Tiến Tín Toàn Trang Trí Trung Trường Tú Tuấn"
    " Tuân Tùng Tường Uyên Vân Việt Vinh Vĩnh Vũ Bảo Bão Hạ Tần Phượng Quy Lam Thinh Xuân Yên",
    " ",
)
COINED = listed(
    "Luna Sun Star Green Pacific Orbi Alpha Delta Eco Inter Trans Agri Aqua Terra Metro Solo Asia Global",
    " ",
)
COINED_ENDS = listed(
    "tex mex co link fish land home food tech pack wood steel",
    " ",
)
TRADES = listed(
    "Xây dựng|May mặc|Thủy sản|Vận tải|Cơ khí|Điện lạnh|Du lịch|Nông sản|Bao bì|Nội thất|Thực phẩm"
    "|Cao su|Bảo vệ|Vật liệu xây dựng|Bất động sản|Công nghệ|In ấn|Chăn nuôi|Giày da|Viễn thông",
    "|",
)
GENERAL = (
    "",
    "",
    "Thương mại ",
    "Dịch vụ ",
    "Thương mại Dịch vụ ",
    "Sản xuất Thương mại ",
    "Đầu tư ",
    "Xuất nhập khẩu ",
)
FORMS = ("Công ty TNHH ", "Công ty TNHH ", "Công ty Cổ phần ", "Công ty TNHH MTV ", "DNTN ", "HKD ", "HTX ")
PLACES = listed(
    "Bình Thuận|Đồng Nai|Lâm Đồng|Ninh Thuận|Bình Dương|Khánh Hòa|Long An|Hà Nội",
    "|",
)


SHORT_FORMS = (("Công ty", "Cty"), ("Cổ phần", "CP"), ("Thương mại", "TM"), ("Dịch vụ", "DV"), ("Sản xuất", "SX"))


def invented_names(count: int, seed: int) -> list[str]:
    """Invent names of different employers: mostly unrelated, one in five a near miss of an earlier one."""
    chance = random.Random(seed)
    names: dict[str, None] = {}
    cores: set[str] = set()
    while len(names) < count:
        core = (
            coined(chance) if chance.random() < 0.15 else " ".join(chance.sample(SYLLABLES, chance.choice((2, 2, 3))))
        )
        if strip_accents(core) in cores:
            continue
        cores.add(strip_accents(core))
        trade = chance.choice(("", *TRADES))
        names[written(chance, core, trade)] = None
        for near_miss in near_misses(chance, core, trade, cores):
            names[near_miss] = None
    return list(names)[:count]


def coined(chance: random.Random) -> str:
    return chance.choice(COINED) + chance.choice(COINED_ENDS)


def written(chance: random.Random, core: str, trade: str, suffix: str = "") -> str:
    words = f"{chance.choice(FORMS)}{chance.choice(GENERAL)}{trade} {core} {suffix}"
    return " ".join(words.split())


def near_misses(chance: random.Random, core: str, trade: str, cores: set[str]) -> list[str]:
    """Give other employers whose names are almost this one; a kind that does not fit this name gives none."""
    if chance.random() > 0.15:
        return []
    *first, last = core.split()
    alike = [s for s in SYLLABLES if s[0] == last[0] and strip_accents(s) != strip_accents(last)]
    accented = [s for s in SYLLABLES if strip_accents(s) == strip_accents(last) and s != last]
    kind = chance.choice(("syllable", "longer", "turned", "accent", "number", "province", "trade", "one-sided"))
    if kind in ("syllable", "longer", "turned"):
        other = {"longer": f"{core} {chance.choice(SYLLABLES)}", "turned": " ".join([last, *reversed(first)])}
        changed = other.get(kind, " ".join([*first, chance.choice(alike or SYLLABLES)]))
        is_new = strip_accents(changed) not in cores
        cores.add(strip_accents(changed))
        return [written(chance, changed, trade)] if is_new else []
    others = {
        "accent": [written(chance, " ".join([*first, other]), trade) for other in accented[:1]],
        "number": [written(chance, f"{core} {n}", trade) for n in (1, 2)],
        "province": [written(chance, core, trade, place) for place in chance.sample(PLACES, 2)],
        "trade": [written(chance, core, chance.choice([t for t in TRADES if t != trade]))] if trade else [],
        # Truly doubtful even to a reader ("Minh Phát" beside "Xây dựng Minh Phát"), hence rarer.
        "one-sided": [written(chance, core, "")] if trade and chance.random() < 0.3 else [],
    }
    return others[kind]


def other_spelling(chance: random.Random, name: str) -> str:
    """Write the same employer as another office would."""
    changed = name
    for long, short in (
        ("Công ty", "Cty"),
        ("Cổ phần", "CP"),
        ("Thương mại", "TM"),
        ("Dịch vụ", "DV"),
        ("Sản xuất", "SX"),
    ):
        if chance.random() < 0.5:
            changed = changed.replace(long, short)
    if chance.random() < 0.3:
        changed = changed.replace("MTV", "Một Thành Viên")
    changes = (
        str.upper,
        strip_accents,
        lambda s: strip_accents(s).upper(),
        lambda s: f"Chi nhánh {s}",
        lambda s: f"{s}.",
    )
    changed = chance.choice(changes)(changed)
    if chance.random() < 0.1:
        changed = changed.replace("Công ty TNHH ", "").replace("CÔNG TY TNHH ", "") + " Co., Ltd"
    return changed


def main() -> None:
    measure_real_spellings()
    names = invented_names(3_000, seed=1)
    start = time.perf_counter()
    false_pairs = find_likely_duplicates(list(enumerate(names)))
    seconds = time.perf_counter() - start
    share = len(false_pairs) / len(names)
    print(f"{len(names):,} invented employers: {len(false_pairs)} false pairs ({share:.2%} of names)")
    for a, b, score in false_pairs[:10]:
        print(f"    {score:.2f}  {names[a]}  |  {names[b]}")
    print(f"    compared in {seconds:.2f} s")
    chance = random.Random(2)
    originals = chance.sample(range(len(names)), 600)
    spelled = [*enumerate(names), *((-i - 1, other_spelling(chance, names[i])) for i in originals)]
    found = {frozenset((a, b)) for a, b, _ in find_likely_duplicates(spelled, limit=100_000)}
    right = sum(frozenset((i, -i - 1)) in found for i in originals)
    print(f"600 other spellings: recall {right / 600:.1%}, of {len(found)} pairs shown {right / len(found):.1%} right")
    for i, key in [(i, n) for n, i in enumerate(originals) if frozenset((i, -i - 1)) not in found][:10]:
        print(f"    missed  {names[i]}  |  {spelled[len(names) + key][1]}")


def measure_real_spellings() -> None:
    if not REAL_SPELLINGS.exists():
        print("Real spellings: skipped, ../shared/data/company_name_variants.csv is not here.")
        return
    with REAL_SPELLINGS.open(encoding="utf-8-sig", newline="") as rows:
        real = [(row["group"], row["name"]) for row in csv.DictReader(rows)]
    pairs = [(g == h, company_similarity(a, b)) for (g, a), (h, b) in combinations(real, 2)]
    same = [score >= LIKELY_DUPLICATE for is_same, score in pairs if is_same]
    wrong = sum(score >= LIKELY_DUPLICATE for is_same, score in pairs if not is_same)
    print(f"Real spellings: recall {sum(same)}/{len(same)} pairs = {sum(same) / len(same):.1%}, {wrong} false pairs")
    blocked = find_likely_duplicates([(i, name) for i, (_, name) in enumerate(real)])
    print(f"    found through blocks: {sum(real[a][0] == real[b][0] for a, b, _ in blocked)}")


if __name__ == "__main__":
    normalise_company("")  # the word list is read once, before the clock starts
    main()
