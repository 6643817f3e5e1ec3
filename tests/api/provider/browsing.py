"""There and back again, as a browser goes."""

from datetime import timedelta

from sqlmodel import select

from api import clock, second_factor
from api.accounts import get_account
from api.acts.provider_links import link_account, unlink_account
from api.tables import AuditEvent
from tests.api.conftest import operator_of
from tests.api.provider.office import SUBJECT
from tests.api.test_second_factor import code_at

START = "/sign-in/provider"


def begin(site, next_=""):
    """The address at the provider that the link leads to."""
    there = site.get(f"{START}{next_}", follow_redirects=False).answer
    assert there.status_code == 302
    return there.headers["location"]


def sign_in(site, provider, **changed):
    """All the way there and back; the page that it ends at."""
    return site.get(provider.visit(begin(site), **changed))


def is_in(site):
    return site.get("/", follow_redirects=False).status == 303


def trail(site):
    with site.service.database.read() as session:
        return [(e.act, e.actor, e.subject) for e in session.exec(select(AuditEvent).order_by(AuditEvent.id))]


def enrol(site, name):
    """Link an account that asks for a code; gives the secret of its codes."""
    keys = site.service.keys
    unlink_account(operator_of(site.service), "canbo")
    link_account(operator_of(site.service), name, SUBJECT)
    with site.service.database.write() as session:
        account = get_account(session, name)
        second_factor.take_away(session, account)
        earlier = clock.now() - timedelta(minutes=1)
        secret = second_factor.begin(session, keys, account, earlier)
        second_factor.confirm(session, keys, account, code_at(secret, earlier), earlier)
    return secret
