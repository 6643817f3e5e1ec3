"""What a list's ``description`` says and its columns do not, each with its words, to be confirmed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from employers.ads.conditions import read_housing, read_meals, read_transport
from employers.ads.demands import read_experience, read_licence, read_schooling_asked, read_strains
from employers.ads.hours import read_named_shifts, read_working_hours
from employers.ads.message import Passage, Said, clean
from employers.ads.training import read_training

_READERS: Final[dict[str, tuple[str, Callable[[Passage], Said[Any] | None]]]] = {
    "housing": ("chỗ ở", read_housing),
    "meals": ("ăn ca", read_meals),
    "transport": ("xe đưa đón", read_transport),
    "training_on_job": ("kèm nghề", read_training),
    "experience_months": ("kinh nghiệm", read_experience),
    "shifts": ("ca làm", read_named_shifts),
    "hours": ("giờ làm", read_working_hours),
    "licence": ("giấy phép lái xe", read_licence),
    "schooling": ("học vấn", read_schooling_asked),
    "physical": ("tính chất công việc", read_strains),
}
FILLABLE: Final = frozenset(_READERS)


@dataclass(frozen=True)
class Fill:
    """One field that only the description states.

    Attributes
    ----------
    value : object
        bool for the four conditions; months; tuple of shifts; tuple of TimeWindow; a licence class; school years;
        tuple of strains in the words of formats.md.
    words : str
        The very words.
    doubt : str
        A Vietnamese sentence that quotes them and asks for a look.
    """

    value: Any
    words: str
    doubt: str


def description_fills(description: str, stated: Collection[str]) -> dict[str, Fill]:
    """Read the fields that the columns left empty out of the free text.

    Parameters
    ----------
    description : str
        The cell ``Mô tả``, any length.
    stated : collection of str
        Fields that the columns state; they are never touched.

    Returns
    -------
    dict of str to Fill
        Only members of ``FILLABLE``.
    """
    passage = Passage(clean(description))
    fills = {}
    for name, (called, read) in _READERS.items():
        said = None if name in stated else read(passage)
        if said is not None:
            doubt = f"Phần {called} đọc từ mô tả “{said.words}”; anh/chị xem lại."
            fills[name] = Fill(said.value, said.words, doubt)
    return fills
