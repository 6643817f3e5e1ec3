"""There and back again, as a browser goes."""

from sqlmodel import select

from api.tables import AuditEvent

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
