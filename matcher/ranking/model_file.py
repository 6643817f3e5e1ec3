"""The ranking model as readable JSON with a checksum; never pickle.

Tables are plain numbers, readable and comparable in a text editor. Only the posterior's covariance (and employers'
links to it) is packed: little-endian 32-bit floats, base64, lower triangle by rows, about 200 KB. The fit rounds both
to 32 bits itself, so a model read back gives the same intervals to the last digit.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from matcher.ranking.basis import basis_of
from matcher.ranking.binning import bins_of
from matcher.ranking.employer_memory import EmployerMemory
from matcher.ranking.prior import Prior, prior_from_document, prior_to_document
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.score_tables import ScoreTables
from matcher.ranking.sealed import ModelFileDamaged, pack, pack_symmetric, seal, unpack, unpack_symmetric, unseal

PARAMETERS = ("tau", "employer_sd", "two_way", "interval", "max_iter")


def write_model(ranker: AdditiveRanker, fitted_on: str = "", libraries: Mapping[str, str] | None = None) -> str:
    """Return a fitted ranker as readable JSON with a checksum.

    Parameters
    ----------
    fitted_on : str
        The date of the fit, as text; this module has no clock.
    libraries : mapping of str to str, optional
        Names and versions of what computed it.
    """
    check_is_fitted(ranker)
    provenance = {"fitted_on": fitted_on, "libraries": dict(libraries or {})}
    prior, tables = ranker.prior_, ranker.tables_
    names = prior.names
    return seal(
        {
            "provenance": {"n_outcomes": ranker.n_outcomes_, "prior_sha256": prior.sha256, **provenance},
            "parameters": {name: getattr(ranker, name) for name in PARAMETERS},
            "classes": ranker.classes_.tolist(),
            "prior": prior_to_document(prior),
            "reference": dict(zip(names, ranker.reference_.tolist(), strict=True)),
            "intercept": tables.intercept,
            "one_way": [
                {"feature": name, "edges": edges.tolist(), "table": table.tolist()}
                for name, edges, table in zip(names, ranker.bins_.edges, tables.one_way, strict=True)
            ],
            "two_way": [
                {"features": [names[first], names[second]], "table": table.tolist()}
                for first, second, table in tables.two_way
            ],
            "employers": _employers(ranker.memory_),
            "posterior": {
                "n_directions": ranker.basis_.n_directions,
                "covariance": pack_symmetric(ranker.covariance_),
                "employer_links": pack(ranker.memory_.links),
            },
        }
    )


def read_model(text: str) -> AdditiveRanker:
    """Return the ranker of :func:`write_model`; its provenance is in ``provenance_``.

    Raises
    ------
    ModelFileDamaged
        If the text was cut or changed, or lacks a part.
    """
    document = unseal(text)
    try:
        return _assemble(document)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ModelFileDamaged(f"the model file lacks a part or holds a wrong one: {error}") from error


def _assemble(document: Mapping[str, Any]) -> AdditiveRanker:
    prior = prior_from_document(document["prior"], document["provenance"]["prior_sha256"])
    ranker = AdditiveRanker(prior, **document["parameters"])
    ranker.prior_ = prior
    ranker.bins_ = bins_of(prior)
    ranker.basis_ = basis_of(prior, ranker.bins_, ranker.tau, ranker.two_way)
    ranker.tables_ = _tables(document, prior)
    n_directions = document["posterior"]["n_directions"]
    if n_directions != ranker.basis_.n_directions:
        raise ModelFileDamaged("the model file was written with other directions than this version's: fit again")
    ranker.covariance_ = unpack_symmetric(document["posterior"]["covariance"], n_directions)
    ranker.memory_ = _memory(document, n_directions)
    ranker.reference_ = np.array([document["reference"][name] for name in prior.names], dtype=np.intp)
    ranker.classes_ = np.array(document["classes"])
    ranker.n_features_in_ = len(prior.features)
    ranker.n_outcomes_ = document["provenance"]["n_outcomes"]
    ranker.provenance_ = document["provenance"]
    return ranker


def _tables(document: Mapping[str, Any], prior: Prior) -> ScoreTables:
    one_way = tuple(np.array(entry["table"], dtype=np.float64) for entry in document["one_way"])
    two_way = []
    for entry in document["two_way"]:
        first, second = (prior.names.index(name) for name in entry["features"])
        two_way.append((first, second, np.array(entry["table"], dtype=np.float64)))
    return ScoreTables(float(document["intercept"]), one_way, tuple(two_way))


def _employers(memory: EmployerMemory) -> list[dict[str, Any]]:
    names = [*memory.names, None]
    rows = zip(names, memory.effects.tolist(), memory.variance.tolist(), strict=True)
    return [{"employer": name, "effect": effect, "variance": variance} for name, effect, variance in rows]


def _memory(document: Mapping[str, Any], n_directions: int) -> EmployerMemory:
    entries = document["employers"]
    return EmployerMemory(
        tuple(entry["employer"] for entry in entries[:-1]),
        np.array([entry["effect"] for entry in entries]),
        np.array([entry["variance"] for entry in entries]),
        unpack(document["posterior"]["employer_links"], (len(entries), n_directions)),
    )
