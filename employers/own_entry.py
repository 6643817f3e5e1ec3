"""The register's own entry "Tự làm": work on one's own hangs on it as jobs hang on an employer, and it is none.

No list of employers, no search and no address shows it (``employers.registry.get_employer``); a household whose name
only folds alike ("Tư Lâm") is an employer as any other.
"""

from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from employers.reference.text import has_accents, tidy
from employers.tables import Employer

OWN_WORK_NAME: Final = "Tự làm"
OWN_WORK_CORE: Final = "tu lam"
_SPELLINGS: Final = ("Tự làm", "Tự Làm", "TỰ LÀM", "tự làm", "Tu lam", "Tu Lam", "TU LAM", "tu lam")
_BEGINS: Final = (("tự", "làm"), ("tại", "nhà"))
_BEGINS_BARE: Final = (("tu", "lam"), ("tai", "nha"))


def is_own_work(employer: Employer) -> bool:
    """Tell whether an entry of the register stands for work on one's own, and for no employer."""
    return employer.tax_code is None and employer.name in _SPELLINGS


def of_others() -> ColumnElement[bool]:
    """What a query asks for employers: the entry under which work on one's own stands is none."""
    return or_(col(Employer.tax_code).is_not(None), col(Employer.name).not_in(_SPELLINGS))


def says_own_work(words: str) -> bool:
    """Tell whether what stands for an employer or a job says that it was work on one's own: "tự làm (hớt tóc)"."""
    begin = tuple(word.strip(".,:;()-") for word in tidy(words).lower().split()[:2])
    return begin in (_BEGINS if has_accents(" ".join(begin)) else _BEGINS_BARE)
