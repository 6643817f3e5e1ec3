"""The two clocks: real time for audit, sign-ins and throttles; the domain date for the labour market.

A fixed domain date (``NOIVIEC_TODAY``) serves tests and drills. Once real work was written under the real calendar it
is refused, because placements and check-ins would be dated to a day that was not.
"""

from datetime import UTC, date, datetime, timedelta, timezone

from sqlmodel import Session

from api.settings import Settings
from api.tables import ClockUse

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""UTC+7 all year since 13 June 1975 (IANA tz database); fixed, so that no zone file need be installed."""


class FixedTodayRefused(ValueError):
    """``NOIVIEC_TODAY`` is set on a database with real work in it. Take the setting away, or use another database."""


def now() -> datetime:
    """Tell the real time, aware, in UTC."""
    return datetime.now(UTC)


def today(settings: Settings) -> date:
    """Tell the domain date: the fixed one if there is one, else the date in Vietnam at this moment."""
    return settings.today or datetime.now(VIETNAM).date()


def note_real_use(session: Session, settings: Settings) -> None:
    """Remember that a person, decision or run was written under the real calendar; nothing under a fixed date.

    Call it inside the same write transaction; later calls cost one look-up.
    """
    if settings.today is None and session.get(ClockUse, 1) is None:
        session.add(ClockUse(first_real_on=today(settings)))
        session.flush()


def check_fixed_today(session: Session, settings: Settings) -> None:
    """Refuse a fixed domain date on a database that knows real work.

    Raises
    ------
    FixedTodayRefused
        If ``NOIVIEC_TODAY`` is set and real work was written before; check at start, before anything is served.
    """
    use = None if settings.today is None else session.get(ClockUse, 1)
    if use is not None:
        raise FixedTodayRefused(
            f"NOIVIEC_TODAY không dùng được: cơ sở dữ liệu này đã có việc thật từ ngày {use.first_real_on:%d/%m/%Y}."
        )
