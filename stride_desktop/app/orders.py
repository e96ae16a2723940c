"""What the window may ask of a running watch; each is carried out on the detection worker."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.app.workers.mailbox import Order
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.happenings import Happening
from stride_desktop.pipeline.watch import Watch


def change_request(query: str) -> Order:
    """Watch for something else. Carrying it out raises RequestError."""
    return lambda watch: watch.change_request(query)


def ask(question: str) -> Order:
    """Something a person wants to know. Carrying it out raises RequestError."""
    return lambda watch: watch.ask(question)


def answer_now(event_id: int) -> Order:
    """Speak about an event that was kept quiet."""
    return lambda watch: watch.answer_now(event_id)


def snooze(until: float) -> Order:
    """Keep quiet until a stream second."""

    def keep_quiet(watch: Watch) -> Iterable[Happening]:
        watch.snooze(until)
        return ()

    return keep_quiet


def delete(gap: Gap) -> Order:
    """Forget everything after the gap's start."""
    return lambda watch: watch.delete(gap)


def break_off(reason: str) -> Order:
    """End detection for now; the next frame begins it afresh, behind a gap with this reason."""
    return lambda watch: watch.finish(reason)
