"""A service whose settings name the office's own sign-in, and that sign-in."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from api.acts.provider_links import link_account
from api.app import make_app
from api.oidc.provider import Provider
from api.tables import AccessToken, ProviderLink, SecondFactor, Throttle
from tests.api.conftest import copy_files, operator_of
from tests.api.pages.site import BASE, Site
from tests.api.provider.office import CLIENT, SECRET, SUBJECT, serve


@pytest.fixture(scope="module")
def running():
    provider, end = serve()
    yield provider
    end()


@pytest.fixture(scope="module")
def house(empty_files, running, tmp_path_factory):
    """One service for this file, whose settings name the provider; making an application takes longer than a test."""
    folder = tmp_path_factory.mktemp("provider")
    (folder / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    for plain in copy_files(empty_files, folder / "files"):
        named = {"oidc_issuer": running.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": folder / "secret"}
        settings = plain.settings.model_copy(update={**named, "oidc_acr": "twice"})
        service = replace(plain, settings=settings)
        with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
            yield Site(service, client)


@pytest.fixture
def provider(running):
    """The provider as it should be."""
    vars(running).update(vars(type(running)(running.port)))
    return running


@pytest.fixture
def site(house, provider):
    """A browser that nobody is signed in with; canbo is linked to whoever signs in at the provider."""
    house.sign_out()
    house.service.provider = Provider(provider.issuer, CLIENT, house.service.provider.secret_file, "twice")
    with house.service.database.write() as session:
        for table in (Throttle, ProviderLink, AccessToken, SecondFactor):
            session.execute(delete(table))
    link_account(operator_of(house.service), "canbo", SUBJECT)
    return house
