"""Python's search for unreachable objects, paused while very many objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector, for a block or a whole function.

    Each time so many new objects have come up, the collector looks through all there are, again and again while the models
    of 300,000 residents are made; it would find nothing, for they hold no cycles. Objects without cycles are freed
    at once as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
