"""One pair's score to the last term: what each table gives, in the words of the model card, and the sum."""

from sqlmodel import Session

from api.commands.opening import operator
from api.commands.ranking import AsJson
from api.commands.shared import say, say_json
from api.reason_words import reason_words, rule_words
from api.service import Caller
from api.web.catalogue import Say, sayer
from employers.openings import get_opening
from matcher.market import make_market
from matcher.people import get_person, load_seeker
from matcher.ranking.explanation import Term
from matcher.ranking.order import Scored, chances, score_market
from matcher.ranking.reasons import term_reason

_BETWEEN_FEATURES, _BETWEEN_BINS = " x ", " · "


def explain(person_code: str, opening_code: str, as_json: AsJson = False) -> None:
    """Show every term of a score, every rule, and the sum. Example: noiviec explain HS00012 TD00031."""
    caller = operator()
    with caller.sessions.write() as session:
        scored = _scored(session, caller, person_code, opening_code)
        caller.audit(session, "explain", "person", person_code, opening=opening_code)
    model = caller.service.model()
    demand = scored.market.demands[0]
    explanation = model.ranker.explain(scored.features.X[0], demand.employer)
    chance, low, high = (float(column[0]) for column in chances(model.ranker, scored.pairs([0])))
    broken = scored.eligibility.rules_of(0)
    if as_json:
        terms = [{"feature": t.feature, "bin": t.bin, "weight": t.weight} for t in explanation.terms]
        total = explanation.base + sum(t.weight for t in explanation.terms)
        say_json(
            {
                "person": person_code,
                "opening": opening_code,
                "model": model.version,
                "base": explanation.base,
                "terms": terms,
                "sum": total,
                "score": float(scored.score[0]),
                "chance": chance,
                "low": low,
                "high": high,
                "rules_broken": list(broken),
            }
        )
        return
    nearest, say_word = scored.pairs([0]).features.nearest[0], sayer("vi")
    say(f"  {explanation.base:+9.4f}  điểm của cặp chuẩn")
    for term in explanation.terms:
        words = reason_words(term_reason(term.feature, term.weight, term.value, demand, nearest))
        say(f"  {term.weight:+9.4f}  {_named(term, say_word)}  ({words})")
    total = explanation.base + sum(term.weight for term in explanation.terms)
    say(f"  {total:+9.4f}  tổng; điểm {float(scored.score[0]):+.4f} → khả năng {chance:.1%}")
    say(f"             khoảng ước lượng {low:.1%}–{high:.1%}")
    for rule in broken:
        say(f"  ✗ {rule}: {rule_words(rule)}")
    if not broken:
        say("  ✓ Không vướng điều kiện nào.")


def _scored(session: Session, caller: Caller, person_code: str, opening_code: str) -> Scored:
    seeker = load_seeker(session, get_person(session, person_code), caller.today)
    market = make_market(session, [get_opening(session, opening_code)], caller.today)
    return score_market(caller.service.model().ranker, seeker.profile, seeker.availability, market)


def _named(term: Term, say_word: Say) -> str:
    """A term's feature, or two, and its value in words; the employer's own term names its tax code."""
    if term.feature == "employer":
        return f"{say_word('model.employer_term')} {term.bin}"
    features = term.feature.split(_BETWEEN_FEATURES)
    values = term.bin.split(_BETWEEN_BINS)
    return "; ".join(_one_named(*pair, say_word) for pair in zip(features, values, strict=True))


def _one_named(feature: str, value: str, say_word: Say) -> str:
    if value == "unknown":
        shown = say_word("model.unknown")
    elif value[:1].isdigit() or value[:1] == "-":
        shown = value.split(" ", maxsplit=1)[0].replace(".", ",")  # the name of the feature says the unit
    else:
        shown = say_word(f"model.bin.{value}")
    return f"{say_word(f'model.feature.{feature}')}: {shown}"
