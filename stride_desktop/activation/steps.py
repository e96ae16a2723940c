"""Work that pauses at every denoising call, so that the calls of several lanes can be made together."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import Prefix
from stride_desktop.core.errors import Cancelled

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A denoising call that is due. labels: int8 (W,)."""

    prefix: Prefix
    labels: NDArray[np.int8]


Steps = Generator[Question, NDArray[np.float64], _Result]
"""Asks for denoising calls, one after the other, and returns what came of them."""

Answer = Callable[[Sequence[Question]], Sequence[NDArray[np.float64]]]
"""Makes several denoising calls, each on a prefix of its own: P(active), float64 (W,), for each."""


def one_by_one(questions: Sequence[Question]) -> list[NDArray[np.float64]]:
    """Every call by itself."""
    return [question.prefix.denoise(question.labels) for question in questions]


def alone(steps: Steps[_Result], cancelled: Callable[[], bool]) -> _Result:
    """Carry out the steps of one lane; see `jointly`."""
    return jointly([steps], one_by_one, cancelled)[0]


def jointly(lanes: Sequence[Steps[_Result]], answer: Answer, cancelled: Callable[[], bool]) -> list[_Result]:
    """Carry out the steps of several lanes side by side; returns what each of them came to.

    `cancelled` is asked before every call. When it is true, or a lane fails, all lanes are cut short and
    this raises Cancelled, or the error. An error of the calls is told to the lanes, which may go on.
    """
    running = [_Lane(lane) for lane in lanes]
    try:
        for lane in running:
            lane.begin()
        while asking := [lane for lane in running if lane.question is not None]:
            if cancelled():
                raise Cancelled
            _answer(asking, answer)
    except BaseException:
        for lane in running:
            lane.cut_short()
        raise
    return [lane.result for lane in running]


def _answer(asking: list[_Lane[_Result]], answer: Answer) -> None:
    try:
        answers = answer([lane.question for lane in asking if lane.question is not None])
    except Exception as error:  # a lane knows whether it can go on
        for lane in asking:
            lane.fail(error)
        return
    for lane, probabilities in zip(asking, answers, strict=True):
        lane.go_on(probabilities)


class _Lane(Generic[_Result]):
    """One lane's steps and the call that it waits for."""

    result: _Result

    def __init__(self, steps: Steps[_Result]) -> None:
        self._steps = steps
        self.question: Question | None = None

    def begin(self) -> None:
        self._advance(lambda: next(self._steps))

    def go_on(self, probabilities: NDArray[np.float64]) -> None:
        self._advance(lambda: self._steps.send(probabilities))

    def fail(self, error: Exception) -> None:
        self._advance(lambda: self._steps.throw(error))

    def cut_short(self) -> None:
        self.question = None
        self._steps.close()

    def _advance(self, step: Callable[[], Question]) -> None:
        self.question = None
        try:
            self.question = step()
        except StopIteration as end:
            self.result = end.value
