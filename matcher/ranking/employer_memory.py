"""What past outcomes say of each employer, beyond what its openings explain.

An employer's effect is a random intercept of the same fit: outcomes observed against outcomes *expected* from the
tables, shrunk to 0, so one bad month does not condemn a workshop. Its variance is part of every interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.fitting import Posterior
from matcher.ranking.sealed import round_to_32_bits

Floats = NDArray[np.float64]
Employers = Sequence[object] | NDArray[Any]


@dataclass(frozen=True)
class EmployerMemory:
    """Effects of the employers seen so far.

    Parameters
    ----------
    names : tuple of str
    effects : ndarray of shape (n_employers + 1,)
        Log-odds; the last entry stands for an employer never seen, and is 0.
    variance : ndarray of shape (n_employers + 1,)
        Were every table known; the last entry is that of an employer never seen.
    links : ndarray of shape (n_employers + 1, n_directions)
        See :class:`~matcher.ranking.fitting.Posterior`; the last row is 0.
    """

    names: tuple[str, ...]
    effects: Floats
    variance: Floats
    links: Floats
    _rows: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the names."""
        object.__setattr__(self, "_rows", {name: row for row, name in enumerate(self.names)})

    @classmethod
    def remember(cls, names: Sequence[str], posterior: Posterior) -> "EmployerMemory":
        """Keep what a fit learned of the named employers (none: a blank memory)."""
        return cls(
            tuple(names),
            np.append(posterior.effects.round(6), 0.0),
            np.append(posterior.own_variance, posterior.unseen_sd**2),
            np.vstack([round_to_32_bits(posterior.links), np.zeros(posterior.links.shape[1])]),
        )

    def rows(self, employers: Employers | None, n_pairs: int) -> NDArray[np.intp]:
        """Return each pair's row in this memory; an unseen or unnamed employer has the last."""
        unseen = len(self.names)
        if employers is None or unseen == 0:
            return np.full(n_pairs, unseen, dtype=np.intp)
        if len(employers) != n_pairs:
            raise ValueError(f"employers names {len(employers)} pairs, X has {n_pairs}")
        return np.array([self._rows.get(str(employer), unseen) for employer in employers], dtype=np.intp)

    def find(self, employer: object | None) -> tuple[str, float] | None:
        """Return the employer's name and effect, or None if nothing is remembered."""
        row = None if employer is None else self._rows.get(str(employer))
        return None if row is None else (self.names[row], float(self.effects[row]))


def number_employers(employers: Employers | None, n_pairs: int) -> tuple[list[str], NDArray[np.intp]]:
    """Number the employers of a fit from 0, in order of name; None has the number -1."""
    if employers is None:
        return [], np.full(n_pairs, -1, dtype=np.intp)
    if len(employers) != n_pairs:
        raise ValueError(f"employers names {len(employers)} pairs, X has {n_pairs}")
    names = sorted({str(employer) for employer in employers if employer is not None})
    numbers = {name: number for number, name in enumerate(names)}
    rows = [-1 if employer is None else numbers[str(employer)] for employer in employers]
    return names, np.array(rows, dtype=np.intp)
