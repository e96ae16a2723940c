"""The contract of a responder: one method that returns an iterator of the answer, piece by piece.

Threads: everything is called on the thread that gives the answers. `cancelled` must be checked between two
pieces of text and while waiting for one; the iterator then ends.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.answers import AnswerRequest, CutOff, Thought, Usage

Piece = str | Thought | CutOff
"""A piece of the answer's text, or of the model's thinking before it; a CutOff comes last, if at all."""


class Responder(ABC):
    """Answers triggers and questions. `name` and `respond` must be given; the rest has defaults.

    remote: it is a server, which may be out of order, see `reach`.
    """

    remote: bool = False

    @property
    @abstractmethod
    def name(self) -> str:
        """Shown on every card."""

    @property
    def max_images(self) -> int:
        """The most frames of a request."""
        return 8

    @property
    def usage(self) -> Usage | None:
        """The usage of the last answer; None before it is complete, and where it is not counted."""
        return None

    @abstractmethod
    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:
        """Yield the answer piece by piece. Raises ResponderError.

        `answer_stream` keeps the limits on its length and time.
        """

    def fitted(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> AnswerRequest:  # noqa: ARG002
        """The same request with the frames that would be sent. Raises ResponderError and Cancelled."""
        return request

    def prepare(self, progress: Progress, cancelled: Callable[[], bool]) -> None:  # noqa: B027 - optional
        """Get ready for an answer, which otherwise takes so much longer. Raises ResponderError."""

    def reach(self, cancelled: Callable[[], bool]) -> None:  # noqa: B027 - optional
        """Check that a remote responder is in order, without a picture or a request.

        Raises ResponderError and Cancelled.
        """
