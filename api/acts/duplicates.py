"""Same employer, same person: pairs that look alike, both sides side by side, and what was said of them.

Each viewer sees pairs among what is theirs.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from api.identities import Identities
from api.service import Caller
from api.vault import Identity
from employers.company_names import find_likely_duplicates
from employers.merging import merged_into
from employers.own_entry import of_others
from employers.reference.places import find_commune
from employers.reference.tax_code import masked_tax_code
from employers.registry import get_employer
from employers.tables import Employer, Opening
from matcher.duplicates import PersonTraits, find_likely_people
from matcher.merging import people_merged_into
from matcher.people import get_person
from matcher.tables import DuplicateVerdict, Person, Placement, Referral, TrainingRecord

EMPLOYERS, PEOPLE = "employers", "people"
DIFFERENT, SAME = "different", "same"
_MOST_PAIRS = 1_000
Pair = tuple[int, int, float, tuple[str, ...]]


def list_duplicates(caller: Caller, kind: str, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """Likely pairs among what the caller sees: those that somebody called the same first, then the likeliest."""
    caller.require("see_duplicates")
    with caller.sessions.write() as session:
        said = {(v.first_id, v.second_id): v.verdict for v in _verdicts(session, kind)}
        pairs = _employer_pairs(session) if kind == EMPLOYERS else _people_pairs(session, caller)
        waiting = [p for p in pairs if said.get(p[:2]) != DIFFERENT]
        waiting.sort(key=lambda p: (said.get(p[:2]) != SAME, -p[2]))
        shown = waiting[(page - 1) * page_size : page * page_size]
        sides = _employer_sides(session, shown) if kind == EMPLOYERS else _people_sides(session, caller, shown)
        caller.audit(session, "see_duplicates", kind, shown=len(shown))
        return len(waiting), [
            {
                "first": sides[first],
                "second": sides[second],
                "score": round(score, 3),
                "agree": list(agree),
                "called_same": said.get((first, second)) == SAME,
            }
            for first, second, score, agree in shown
        ]


def _verdicts(session: Session, kind: str) -> Sequence[DuplicateVerdict]:
    return session.exec(select(DuplicateVerdict).where(DuplicateVerdict.kind == kind)).all()


def _employer_pairs(session: Session) -> list[Pair]:
    """Pairs by name; two tax codes are two employers, and what was merged is out."""
    gone = merged_into(session)
    rows = [
        e for e in session.exec(select(Employer).where(of_others()).order_by(Employer.code)).all() if e.id not in gone
    ]
    known = {e.id or 0: e for e in rows}
    pairs: list[Pair] = []
    for a, b, score in find_likely_duplicates([(e.id or 0, e.name) for e in rows], 10 * _MOST_PAIRS):
        if not (known[a].tax_code and known[b].tax_code):
            first, second = sorted((a, b))
            pairs.append((first, second, score, _agree(known[first], known[second])))
    return pairs[:_MOST_PAIRS]


def _agree(a: Employer, b: Employer) -> tuple[str, ...]:
    names = ("name_core", "commune_code", "phone", "email", "address")
    return tuple(n for n in names if getattr(a, n) and getattr(a, n) == getattr(b, n))


def _employer_sides(session: Session, pairs: Sequence[Pair]) -> dict[int, dict[str, Any]]:
    ids = {i for pair in pairs for i in pair[:2]}
    query = select(Opening.employer_id, func.count()).where(col(Opening.employer_id).in_(ids))
    openings = dict(session.exec(query.group_by(col(Opening.employer_id))).all())
    shown = ("code", "name", "kind", "industry", "address", "contact_name", "phone", "email", "state")
    return {
        e.id or 0: {name: getattr(e, name) for name in shown}
        | {
            "tax_code": masked_tax_code(e.tax_code),
            "commune": _commune(e.commune_code) or e.place_words,
            "openings": openings.get(e.id or 0, 0),
        }
        for e in session.exec(select(Employer).where(col(Employer.id).in_(ids))).all()
    }


def _commune(code: str | None) -> str | None:
    commune = find_commune(code) if code else None
    return commune.name if commune else None


def _people_pairs(session: Session, caller: Caller) -> list[Pair]:
    """Pairs among the caller's people; what was merged, or whose identity was erased, is out."""
    gone = people_merged_into(session)
    identities = Identities(session, caller.service.keys).everyone()
    people = session.exec(select(Person).order_by(Person.code)).all()
    traits = [_traits(p, identities[p.id or 0]) for p in people if p.id in identities and p.id not in gone]
    return [(p.first, p.second, p.score, p.agree) for p in find_likely_people(traits, _MOST_PAIRS)]


def _traits(person: Person, identity: Identity) -> PersonTraits:
    return PersonTraits(
        person.id or 0,
        identity.full_name,
        person.birth_date,
        person.birth_precision,
        person.commune_code,
        person.sex,
        identity.national_id,
    )


def _people_sides(session: Session, caller: Caller, pairs: Sequence[Pair]) -> dict[int, dict[str, Any]]:
    """Both sides with what tells them apart; each person shown is in the trail."""
    ids = sorted({i for pair in pairs for i in pair[:2]})
    identities = Identities(session, caller.service.keys).of_many(ids)
    people: list[Person] = []
    for start in range(0, len(ids), 500):
        people += session.exec(select(Person).where(col(Person.id).in_(ids[start : start + 500]))).all()
    if people:
        caller.audit(session, "see_person", "person", *sorted(p.code for p in people), because="duplicates")
    shown = ("code", "birth_precision", "sex", "case_worker", "schooling")
    return {
        p.id or 0: {name: getattr(p, name) for name in shown}
        | {
            "full_name": identities[p.id or 0].full_name,
            "birth_date": p.birth_date.isoformat() if p.birth_date else None,
            "closed_on": p.closed_on.isoformat() if p.closed_on else None,
            "commune": _commune(p.commune_code) or p.place_words,
            "courses": _count(session, TrainingRecord, p),
            "referrals": _count(session, Referral, p),
            "placements": _count(session, Placement, p),
        }
        for p in people
    }


def _count(session: Session, table: Any, person: Person) -> int:
    return session.exec(select(func.count()).select_from(table).where(table.person_id == person.id)).one()


def both_records(session: Session, kind: str, codes: tuple[str, str]) -> tuple[Any, Any]:
    """Both records, as far as the viewer may see them; what they may not see is not there."""
    find: Callable[[Session, str], Any] = get_employer if kind == EMPLOYERS else get_person
    return find(session, codes[0]), find(session, codes[1])


def judge(caller: Caller, kind: str, codes: tuple[str, str], verdict: str) -> None:
    """Say of two records that they are different, or the same; the last word counts.

    Raises
    ------
    UnknownPerson, UnknownEmployer
        If one of the two is not there for this caller.
    """
    caller.require("judge_duplicates")
    with caller.sessions.write() as session:
        records = both_records(session, kind, codes)
        first, second = sorted(record.id for record in records)
        found = session.get(DuplicateVerdict, (kind, first, second))
        said = found or DuplicateVerdict(
            kind=kind, first_id=first, second_id=second, verdict="", said_by="", said_at=caller.now()
        )
        said.verdict, said.said_by, said.said_at = verdict, caller.viewer.name, caller.now()
        session.add(said)
        caller.audit(session, "judge_duplicates", kind, *(record.code for record in records), verdict=verdict)
