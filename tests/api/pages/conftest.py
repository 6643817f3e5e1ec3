"""The application over the office's lists, as pages; fixtures of the API's tests are shared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import clock
from api.app import make_app
from api.service import Service
from matcher.rerank import rerank
from tests.api.conftest import copy_files
from tests.api.pages.site import BASE, Site


@pytest.fixture
def site(office: Service) -> Iterator[Site]:
    """A browser of its own on an office of its own."""
    with TestClient(make_app(office), base_url=BASE, raise_server_exceptions=False) as client:
        yield Site(office, client)


@pytest.fixture
def ranked_site(site: Site) -> Site:
    """The same after a night's ranking: lists are published."""
    rerank(site.service.ranker_sessions, site.service.today(), clock.now)
    return site


@pytest.fixture(scope="module")
def shared_site(office_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One office for a module whose tests only read."""
    for service in copy_files(office_files, tmp_path_factory.mktemp("site") / "files"):
        with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
            yield Site(service, client)
