"""Readable JSON with a checksum, and numbers packed into it: what a model file is made of."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = "noiviec-additive-ranker/1"


class ModelFileDamaged(ValueError):
    """The model file was cut, changed or is of another format. Fit again, or restore the file from a backup."""


def seal(document: Mapping[str, Any]) -> str:
    """Return the document as JSON text that carries its own SHA-256."""
    return json.dumps({"format": FORMAT, "sha256": _checksum(document), **document}, ensure_ascii=False, indent=1)


def unseal(text: str) -> dict[str, Any]:
    """Return the document of a sealed text.

    Raises
    ------
    ModelFileDamaged
        If the text is not whole, not this format, or its checksum does not fit.
    """
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelFileDamaged(f"the model file is not whole JSON: {error}") from error
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        raise ModelFileDamaged(f"the model file is not of the format {FORMAT}")
    if document.pop("sha256", None) != _checksum(document):
        raise ModelFileDamaged("the model file was changed after it was written: its SHA-256 does not fit")
    return document


def pack(values: NDArray[np.float64]) -> str:
    """Return numbers as base64 of little-endian 32-bit floats."""
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def unpack(text: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return packed numbers in their shape.

    Raises
    ------
    ModelFileDamaged
        If the text is not base64 of that many numbers.
    """
    try:
        return np.frombuffer(base64.b64decode(text, validate=True), dtype="<f4").astype(np.float64).reshape(shape)
    except (binascii.Error, ValueError) as error:
        raise ModelFileDamaged(f"packed numbers of the model file do not fit: {error}") from error


def pack_symmetric(matrix: NDArray[np.float64]) -> str:
    """Pack the lower triangle of a symmetric matrix, by rows."""
    return pack(matrix[np.tril_indices(matrix.shape[0])])


def unpack_symmetric(text: str, n_rows: int) -> NDArray[np.float64]:
    """Return the symmetric matrix of :func:`pack_symmetric`."""
    matrix = np.zeros((n_rows, n_rows))
    rows, columns = np.tril_indices(n_rows)
    matrix[rows, columns] = matrix[columns, rows] = unpack(text, (rows.size,))
    return matrix


def round_to_32_bits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what :func:`pack` and :func:`unpack` would make of the numbers."""
    return values.astype("<f4").astype(np.float64)


def _checksum(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
