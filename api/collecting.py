"""The collector of unreachable objects, kept from looking through a whole server again and again.

A server holds half a million objects for as long as it runs. Looking through them all takes 0.3 to 0.6 s in which
nobody is answered (seen by a ``gc.callbacks`` timer under ``python -m tests.chaos.load``), and every few seconds of
writing made it do so. What has outlived one look is set aside (:func:`gc.freeze`), so the next one sees what is new
alone. Now and then everything is taken back and looked at: an old list that points at itself would stay for ever.
"""

import gc
import itertools
from collections.abc import Callable, Mapping
from typing import Any, Final

WHOLE_LOOK_EVERY: Final = 500
"""Looks; under the load of a working morning about one an hour."""


def set_aside_what_stays() -> Callable[[], None]:
    """Begin to set aside what outlives a full look; gives what ends it and takes everything back."""
    looks = itertools.count(1)

    def after_a_look(phase: str, look: Mapping[str, Any]) -> None:
        if look["generation"] != 2:
            return
        if phase == "start" and next(looks) % WHOLE_LOOK_EVERY == 0:
            gc.unfreeze()
        elif phase == "stop":
            gc.freeze()

    def end() -> None:
        gc.callbacks.remove(after_a_look)
        gc.unfreeze()

    gc.callbacks.append(after_a_look)
    gc.collect()
    return end
