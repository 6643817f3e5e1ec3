"""Who asks: roles, and a viewer with their rights as they are at this request."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is to this service; the last four never sign in."""

    case_worker = "case_worker"
    supervisor = "supervisor"
    employer = "employer"
    admin = "admin"
    operator = "operator"
    """The command line, acting for whom the operating system says."""
    ranker = "ranker"
    """Jobs and the market: everybody's records, nobody's identity."""
    introducer = "introducer"
    """Puts together what an employer may read of an introduction."""
    confirmer = "confirmer"
    """Takes an employer's answer to one confirmation code; sees no person."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: an account with its rights as they are at this request, or one of the service's own roles."""

    name: str
    role: Role
    communes: frozenset[str] = frozenset()
    employer_code: str | None = None
    covers: frozenset[str] = frozenset()
    """Account names of the case workers for whom this one stands in today; worked out anew at each request."""
    must_enrol: bool = False
    """Whether a second factor must be put in force before anything else (``NOIVIEC_SECOND_FACTOR``)."""
    must_choose: bool = False
    """Whether the password is a first one, to be changed before anything else."""

    @property
    def held(self) -> bool:
        """Whether something about the sign-in itself must be done before anything else."""
        return self.must_enrol or self.must_choose


SIGNS_IN = frozenset({Role.case_worker, Role.supervisor, Role.employer, Role.admin})
RANKER = Viewer("ranker", Role.ranker)
INTRODUCER = Viewer("introducer", Role.introducer)
CONFIRMER = Viewer("confirmer", Role.confirmer)
