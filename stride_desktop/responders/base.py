"""The contract of a responder: one method that returns an iterator of what is answered, piece by piece.

Threads: `respond` is called and iterated on the response worker's thread. `cancelled` may be
asked at any time and must be honoured between two pieces of text and while waiting for one;
the iterator then simply ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.answers import AnswerRequest, CutOff, Thought, Usage

Piece = str | Thought | CutOff
"""A piece of the answer's text, or of what is thought before it; a CutOff comes last, if at all."""


class Responder(Protocol):
    """Answers a trigger."""

    @property
    def name(self) -> str:
        """Who is speaking, shown on every card."""

    @property
    def max_images(self) -> int:
        """How many frames it can look at; evidence is thinned to that."""

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:
        """Yield the answer piece by piece. Raises ResponderError.

        How long it may get, and may take, is the business of `giving`.
        """


@runtime_checkable
class Reachable(Protocol):
    """A responder that works elsewhere, and can find out whether that is there at all."""

    def reach(self, cancelled: Callable[[], bool]) -> None:
        """Ask for something that needs no picture and no request. Raises ResponderError and Cancelled."""


@runtime_checkable
class Preparing(Protocol):
    """A responder that can get ready ahead of an answer, and tell how far it is.

    Without it the answer takes so much longer; nobody has to call it.
    """

    def prepare(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Get ready; returns at once when that is done already. Raises ResponderError."""


@runtime_checkable
class Fitting(Protocol):
    """A responder that may send fewer frames than it is given."""

    def fitted(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> AnswerRequest:
        """The same request with the frames that would be sent. Raises ResponderError and Cancelled."""


@runtime_checkable
class Counting(Protocol):
    """A responder that knows what its answers take."""

    @property
    def usage(self) -> Usage | None:
        """What the last answer took; None before it is complete."""
