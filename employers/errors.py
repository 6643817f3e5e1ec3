"""What can go wrong with employers and openings; messages name codes, never people."""


class EmployersError(Exception):
    """Base of this package's errors; the application gives each a status and a sentence."""


class UnknownEmployer(EmployersError):
    """No employer has this code or tax code. Register it, or correct the code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no employer with code {code!r}")
        self.code = code


class UnknownOpening(EmployersError):
    """No opening has this code. Correct the code, or post the opening."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no opening with code {code!r}")
        self.code = code


class OwnWorkExists(EmployersError):
    """A way to work on one's own with this title is suggested already. Change that one, or say that it is another."""

    def __init__(self, code: str) -> None:
        super().__init__(f"own work {code!r} has this title")
        self.code = code


class NoOccupation(EmployersError):
    """The title of a way to work on one's own names no occupation. Say it in plainer words, or give the unit groups."""

    def __init__(self, title: str) -> None:
        super().__init__("the title names no occupation")
        self.title = title


class WrongCosts(EmployersError):
    """What it costs to start lies below zero, or its low end above its high end. Correct the two amounts."""

    def __init__(self, low: int | None, high: int | None) -> None:
        super().__init__(f"costs from {low} to {high}")
        self.low, self.high = low, high


class EmployerExists(EmployersError):
    """An employer with this tax code is on the register already. Use that one."""

    def __init__(self, code: str) -> None:
        super().__init__(f"employer {code!r} is registered already")
        self.code = code


class OpeningExists(EmployersError):
    """An opening with this code is posted already. Choose another code, or change that one."""

    def __init__(self, code: str) -> None:
        super().__init__(f"opening {code!r} is posted already")
        self.code = code


class WrongState(EmployersError):
    """The act does not fit the opening's state, as publishing what is closed; look at the opening again."""

    def __init__(self, code: str, state: str, act: str) -> None:
        super().__init__(f"opening {code!r} is {state}: cannot {act}")
        self.code, self.state, self.act = code, state, act
