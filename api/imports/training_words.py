"""The closed lists of the training roster: levels and results, with the other words that offices use for them."""

from collections.abc import Mapping

LEVELS: Mapping[str, str] = {
    "duoi 3 thang": "dưới 3 tháng",
    "ngan han": "dưới 3 tháng",
    "thuong xuyen": "dưới 3 tháng",
    "3 thang": "dưới 3 tháng",
    "so cap": "sơ cấp",
    "trung cap": "trung cấp",
    "cao dang": "cao đẳng",
}
RESULTS: Mapping[str, str] = {
    "khong dat": "Không đạt",
    "chua dat": "Không đạt",
    "khong hoan thanh": "Không đạt",
    "chua hoan thanh": "Không đạt",
    "truot": "Không đạt",
    "bo hoc": "Bỏ học",
    "nghi hoc": "Bỏ học",
    "thoi hoc": "Bỏ học",
    "xuat sac": "Giỏi",
    "gioi": "Giỏi",
    "kha": "Khá",
    "trung binh kha": "Khá",
    "trung binh": "TB",
    "tb": "TB",
    "hoan thanh": "Đạt",
    "dat": "Đạt",
    "dau": "Đạt",
}
