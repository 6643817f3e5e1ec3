"""The ranking model on record: readable JSON with a checksum, every version kept, the last whole one used."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlmodel import Session, col, select

from matcher.errors import NoUsableModel
from matcher.ranking import model_file
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.sealed import ModelFileDamaged
from matcher.ranking_tables import RankingModel

LIBRARIES = ("numpy", "scipy", "scikit-learn")
"""What computes a fit; their versions are part of a model's provenance."""


@dataclass(frozen=True)
class CurrentModel:
    """The model that ranks now.

    Attributes
    ----------
    version : int
        0 for the expert's tables, before any training.
    outcomes : int
        How many outcomes it was fitted on.
    damaged : tuple of int
        Newer versions that were passed over because their document was not whole.
    """

    version: int
    ranker: AdditiveRanker
    outcomes: int
    damaged: tuple[int, ...] = ()


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def read_model(row: RankingModel) -> AdditiveRanker:
    """The ranker of one version.

    Raises
    ------
    ModelFileDamaged
        If the document is not the one that was written.
    """
    # A database keeps whatever was written into a column: a restored dump may hold bytes where text is due.
    document: object = row.document
    if not isinstance(document, str):
        raise ModelFileDamaged(f"model version {row.version}: the document is not text")
    if _digest(document) != row.sha256:
        raise ModelFileDamaged(f"model version {row.version}: the checksum on record does not fit the document")
    return model_file.read_model(document)


def list_models(session: Session) -> Sequence[RankingModel]:
    """Every version, the newest first."""
    return session.exec(select(RankingModel).order_by(col(RankingModel.version).desc())).all()


def models_on_record(session: Session) -> tuple[tuple[int, str, str], ...]:
    """Version, state and checksum of every model: what :func:`current_model` depends on, without reading documents.

    A document that was damaged under its checksum after it was read is found by who reads it next, not by this.
    """
    asked = select(RankingModel.version, RankingModel.state, RankingModel.sha256)
    rows = session.exec(asked.order_by(col(RankingModel.version))).all()
    return tuple((version or 0, state, sha256) for version, state, sha256 in rows)


def current_model(session: Session) -> CurrentModel:
    """The model in force: the current one, or where it is damaged the newest whole one, or the expert's tables.

    Where no version is current (before any training, or after ``promote(session, 0)``) the expert's tables rank.
    """
    models = list_models(session)
    in_force = [m for m in models if m.state == "current"]
    earlier = [m for m in models if m.state == "retired"] if in_force else []
    damaged: list[int] = []
    for row in (*in_force, *earlier):
        try:
            return CurrentModel(row.version or 0, read_model(row), row.outcomes, tuple(damaged))
        except ModelFileDamaged:
            damaged.append(row.version or 0)
    return CurrentModel(0, AdditiveRanker.from_prior(), 0, tuple(damaged))


def keep_model(
    session: Session, ranker: AdditiveRanker, outcomes: int, now: datetime, report: dict[str, Any] | None = None
) -> RankingModel:
    """Keep a fitted model as a candidate; :func:`promote` puts it in force."""
    document = model_file.write_model(ranker, f"{now:%Y-%m-%d}", {name: version(name) for name in LIBRARIES})
    row = RankingModel(
        document=document, sha256=_digest(document), outcomes=outcomes, created_at=now, report=report or {}
    )
    session.add(row)
    session.flush()
    return row


def damaged_versions(models: Sequence[RankingModel]) -> tuple[int, ...]:
    """Those of the versions whose document is not whole, in force or not."""
    return tuple(m.version or 0 for m in models if not _is_whole(m))


def _is_whole(row: RankingModel) -> bool:
    try:
        read_model(row)
    except ModelFileDamaged:
        return False
    return True


def _retire_current(session: Session) -> None:
    for row in session.exec(select(RankingModel).where(RankingModel.state == "current")).all():
        row.state = "retired"
        session.add(row)
    session.flush()


def promote(session: Session, version: int) -> RankingModel | None:
    """Put one version in force and retire the one before; version 0 puts the expert's tables back and gives None.

    Raises
    ------
    NoUsableModel
        If there is no such version or its document is damaged; nothing changes then.
    """
    if version == 0:
        _retire_current(session)
        return None
    row = session.get(RankingModel, version)
    if row is None:
        raise NoUsableModel(f"no model version {version}")
    try:
        read_model(row)
    except ModelFileDamaged as damage:
        raise NoUsableModel(str(damage)) from damage
    _retire_current(session)
    row.state = "current"
    session.add(row)
    session.flush()
    return row
