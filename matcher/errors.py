"""What can go wrong with people, suggestions and decisions; messages name codes, never people."""

from datetime import date


class MatcherError(Exception):
    """Base of this package's errors; the application gives each a status and a sentence."""


class UnknownPerson(MatcherError):
    """No person has this code, or the viewer may not see them; both look the same."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no person with code {code!r}")
        self.code = code


class PersonExists(MatcherError):
    """A person with this code is on record already. Choose another code, or change that record."""

    def __init__(self, code: str) -> None:
        super().__init__(f"person {code!r} is on record already")
        self.code = code


class UnknownReferral(MatcherError):
    """No referral has this id, or the viewer may not see it."""

    def __init__(self, referral_id: str) -> None:
        super().__init__(f"no referral {referral_id!r}")


class UnknownPlacement(MatcherError):
    """No placement has this id, or the viewer may not see it."""

    def __init__(self, placement_id: str) -> None:
        super().__init__(f"no placement {placement_id!r}")


class ConsentMissing(MatcherError):
    """The person has not agreed to meet this employer, or to job matching. Ask them first."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"no consent for {purpose}")
        self.purpose = purpose


class NotEligible(MatcherError):
    """A hard rule removes this pair; the rules are named. Choose another opening, or override where that is allowed."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__(f"the pair breaks {', '.join(rules)}")
        self.rules = rules


class NobodyToMeet(MatcherError):
    """Work on one's own has no employer to be introduced to. Record the day on which the person begins."""


class NotOverridable(MatcherError):
    """Only ``treatment``, ``distance``, ``shift`` and ``wage_floor`` can be set aside, and only where they apply."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__(f"cannot be overridden: {', '.join(rules)}")
        self.rules = rules


class AlreadyAnswered(MatcherError):
    """The referral was answered already, otherwise than now. Look at it again."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the referral is {state} already")
        self.state = state


class NoMoreTime(MatcherError):
    """The employer has had all the time there is to answer this introduction. Record yes or no."""


class AlreadyPlaced(MatcherError):
    """This referral has led to a placement already; record a check-in on that one."""


class WrongDates(MatcherError):
    """A day lies before the one it must follow; the message names both."""

    def __init__(self, earlier: str, later: str) -> None:
        super().__init__(f"{later} may not lie before {earlier}")
        self.earlier, self.later = earlier, later


class NotHomeYet(MatcherError):
    """A person who is still away cannot have begun to work; ``home_on`` is the day on which they come home."""

    def __init__(self, home_on: date) -> None:
        super().__init__(f"comes home on {home_on}")
        self.home_on = home_on


class NoUsableModel(MatcherError):
    """No ranking model on record is whole. The expert's tables stand in until one is trained."""


class UnknownTask(MatcherError):
    """No such task waits: somebody did it, or what it waited for has come. Look at the list of today again."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no task of kind {kind!r} waits")
        self.kind = kind


class UnknownReminder(MatcherError):
    """No reminder has this id, or the viewer may not see it."""


class UnknownConfirmation(MatcherError):
    """A confirmation code is unknown, used or out of date, or its job has ended; the four look the same."""


class ReasonMissing(MatcherError):
    """A no needs its reason: a code of the closed list, or words."""


class NothingToHandOver(MatcherError):
    """The person is with this case worker and in this commune already."""


class UnknownColleague(MatcherError):
    """No other case worker who signs in has this account name."""


class UnknownCover(MatcherError):
    """No cover has this id, or the viewer may not see it."""


class MonthlyLimitReached(MatcherError):
    """The employer has had as many introductions this month as it asked for. Refer next month, or elsewhere."""


class SchemesUnreadable(MatcherError):
    """The file of loan schemes cannot be used as written; the message is one sentence that names what to mend."""


class NoSchemeInForce(MatcherError):
    """No version of a loan scheme counts on this day: it has ended, or has not begun."""

    def __init__(self, code: str, day: date, ended: date | None) -> None:
        super().__init__(f"no version of scheme {code!r} on {day}" + (f"; the last ended on {ended}" if ended else ""))
        self.code, self.day, self.ended = code, day, ended


class ImpossibleShare(MatcherError):
    """A share of no workers, or of fewer than are counted. Correct the employer's number of workers first."""

    def __init__(self, counted: int, workers: int) -> None:
        super().__init__(f"{counted} of {workers} workers is no share")
        self.counted, self.workers = counted, workers


class Overtaken(MatcherError):
    """Everyone was ranked by a later run in the meantime: this one knows less, and publishes nothing."""


class NoSuchPeriod(MatcherError):
    """No quarter or year is written so, or it lies before anything was on record. Write ``2026Q4`` or ``2026``."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no period {code!r}")


class FuturePeriod(MatcherError):
    """The period has not begun. Ask for one that runs or has ended."""

    def __init__(self, code: str) -> None:
        super().__init__(f"period {code} has not begun")


class UnknownLoan(MatcherError):
    """No loan of this person has this id. Choose one of those listed."""


class LoanTakenBack(MatcherError):
    """The loan was taken back already. Its history says when and why; there is nothing left to do."""


class LoanExists(MatcherError):
    """The person has a loan of that day on record already. Correct that one."""


class LoanOdd(MatcherError):
    """A loan is odd: ``doubts`` names how. Mend it, or say that it is to be recorded anyway."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        super().__init__(", ".join(doubts))
        self.doubts = doubts


class LoanUnreadable(MatcherError):
    """What was told of a loan cannot be read; ``keys`` names the fields. Tell the day, the amount and the term anew."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys
