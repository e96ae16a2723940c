"""The number and size of frames that fit a model's context."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from stride_desktop.core.answers import LONGEST_ANSWER, AnswerRequest, Usage
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.frames import Frame
from stride_desktop.core.keyframes import keyframes
from stride_desktop.pictures import shrunk
from stride_desktop.responders.base import Responder

SIDES = (1024, 768, 512, 384)
"""Pixels of the longer side. Vision models tile or shrink anything larger, so more would only cost time."""

USUAL_SIDE = 768

_CELL = 28
"""Pixels of a side that become one token in the models that keep a picture's size; newer ones take 32."""

_FIXED = 256
"""Tokens of a picture in the models that bring all pictures to one size, such as Gemma 3 and InternVL3."""

_PICTURE_EXTRA = 16
"""Tokens around a picture: its time and its marks."""

_PROMPT = 200
"""Tokens of the template, and of the times of the event."""

_BYTES_PER_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a model's input.

    context: tokens that it reads and writes at most, None when that is not known. answer: tokens of the
    answer at most. pictures: frames at most. side: pixels of a frame's longer side at most; None chooses it
    by the context.
    """

    context: int | None = None
    answer: int = LONGEST_ANSWER
    pictures: int = 8
    side: int | None = None

    @property
    def room(self) -> int | None:
        """Tokens of the context for what is read; an eighth of it is kept for a long answer, 256 at least."""
        if self.context is None:
            return None
        return self.context - min(self.answer, max(256, self.context // 8))


@dataclass(frozen=True, slots=True)
class FramePlan:
    """The chosen input. side: pixels; tokens: an estimate of all that is read, without the answer."""

    pictures: int
    side: int
    tokens: int


def image_tokens(height: int, width: int, side: int) -> int:
    """An estimate of what a picture takes when its longer side is brought down to `side` pixels.

    The larger of what the models take that keep its size, such as Qwen's, and those that bring every picture
    to one size. Models that cut pictures into tiles may take more; a server then says so, and gets fewer.
    """
    scale = min(1.0, side / max(height, width, 1))
    cells = math.ceil(height * scale / _CELL) * math.ceil(width * scale / _CELL)
    return max(_FIXED, cells) + _PICTURE_EXTRA


def text_tokens(*texts: str) -> int:
    """An estimate, on the safe side for languages of any script."""
    return sum(-(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN) for text in texts)


def plan(budget: Budget, frames: int, height: int, width: int, text: int) -> FramePlan:
    """The largest size at which all frames fit, or as many of the smallest size as fit.

    frames: their number, of height×width pixels; text: tokens of the text beside them. Raises ResponderError
    when not even one fits.
    """
    wanted = min(frames, budget.pictures)
    sides = [side for side in SIDES if side <= USUAL_SIDE] if budget.side is None else [budget.side]
    fixed = _PROMPT + text

    def tokens(count: int, side: int) -> int:
        return fixed + count * image_tokens(height, width, side)

    room = budget.room
    if budget.context is None or room is None:
        return FramePlan(wanted, sides[0], tokens(wanted, sides[0]))
    for side in sides:
        if tokens(wanted, side) <= room:
            return FramePlan(wanted, side, tokens(wanted, side))
    smallest = sides[-1]
    fitting = (room - fixed) // image_tokens(height, width, smallest)
    if fitting < 1 <= wanted:
        raise ResponderError(
            f"Not even one picture fits into the {budget.context:,} tokens that the model reads at once.",
            "Give the model a longer context, or shorten the instruction or the longest answer.",
            f"{fixed} tokens of text, {image_tokens(height, width, smallest)} of a picture",
        )
    count = max(0, min(wanted, fitting))
    return FramePlan(count, smallest, tokens(count, smallest))


def plan_for(budget: Budget, request: AnswerRequest) -> FramePlan:
    """The plan for a request. Raises ResponderError."""
    said = [request.query, request.instruction, request.answer_style, request.question]
    for exchange in request.history:
        said += [exchange.question, exchange.answer]
    height, width = largest(request.evidence)
    return plan(budget, len(request.evidence), height, width, text_tokens(*said))


def fit(budget: Budget, request: AnswerRequest) -> AnswerRequest:
    """The request with the frames that fit, brought down to the size in which they are sent.

    Raises ResponderError.
    """
    planned = plan_for(budget, request)
    frames = keyframes(request.evidence, request.event, planned.pictures)
    small = tuple(replace(frame, image=shrunk(frame.image, planned.side)) for frame in frames)
    return replace(request, evidence=small)


def largest(frames: Sequence[Frame]) -> tuple[int, int]:
    """Height and width of the largest frame, (0, 0) of none."""
    sizes = [frame.image.shape[:2] for frame in frames]
    height, width = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return int(height), int(width)


@dataclass(frozen=True, kw_only=True)
class Budgeted(Responder):
    """Base of the responders whose model reads a limited number of tokens, its `context`."""

    budget: Budget = field(default_factory=Budget)
    _counted: list[Usage] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def max_images(self) -> int:
        """Frames at most."""
        return self.budget.pictures

    @property
    def usage(self) -> Usage | None:
        """The usage of the last answer, as far as it was counted."""
        return self._counted[-1] if self._counted else None

    def context(self, cancelled: Callable[[], bool]) -> int | None:
        """Tokens that the model reads and writes at most, None when it is not known."""
        raise NotImplementedError

    def fitted(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> AnswerRequest:
        """The frames that fit into the model's context, at the size that fits. Raises as `respond` does."""
        budget = self.budget
        if budget.context is None:
            budget = replace(budget, context=self.context(cancelled))
        return fit(budget, request)
