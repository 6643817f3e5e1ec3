"""The house that every harness of this folder copies; the files of the API's tests stand under it."""

from pathlib import Path

import pytest

from tests.api.conftest import empty_files, office, office_files, service
from tests.api.pages.conftest import site
from tests.security.house import House, build_house
from tests.security.steady import steady

__all__ = ["empty_files", "office", "office_files", "service", "site"]


@pytest.fixture(scope="session")
def house(office_files: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The office with records of every kind, built under a fixed clock and fixed randomness."""
    with steady() as dice:
        dice.reset("house")
        return build_house(office_files, tmp_path_factory.mktemp("house") / "files")
