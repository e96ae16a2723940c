"""Detection as a generator of denoising calls, so that several lanes can make theirs as one batch."""

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
class DenoiseCall:
    """A denoising call that is due. labels: int8 (W,)."""

    prefix: Prefix
    labels: NDArray[np.int8]


DenoiseSteps = Generator[DenoiseCall, NDArray[np.float64], _Result]
"""Yields the denoising calls of one lane, receives P(active) of each, and returns the lane's result."""

DenoiseBatch = Callable[[Sequence[DenoiseCall]], Sequence[NDArray[np.float64]]]
"""Makes several denoising calls, each on another prefix: P(active), float64 (W,), for each."""


def one_by_one(calls: Sequence[DenoiseCall]) -> list[NDArray[np.float64]]:
    """A batch that makes every call separately."""
    return [call.prefix.denoise(call.labels) for call in calls]


def run_one(steps: DenoiseSteps[_Result], cancelled: Callable[[], bool]) -> _Result:
    """Run the steps of one lane; see `run_batched`."""
    return run_batched([steps], one_by_one, cancelled)[0]


def run_batched(
    lanes: Sequence[DenoiseSteps[_Result]], batch: DenoiseBatch, cancelled: Callable[[], bool]
) -> list[_Result]:
    """Run the steps of several lanes side by side; returns their results in the same order.

    `cancelled` is asked before every batch. When it is true, or a lane raises, all lanes are closed and
    this raises Cancelled, or the lane's error. An error of the batch is thrown into the lanes, which may
    go on.
    """
    running = [_LaneSteps(lane) for lane in lanes]
    try:
        for lane in running:
            lane.begin()
        while due := [lane for lane in running if lane.call is not None]:
            if cancelled():
                raise Cancelled
            _make(due, batch)
    except BaseException:
        for lane in running:
            lane.close()
        raise
    return [lane.result for lane in running]


def _make(due: list[_LaneSteps[_Result]], batch: DenoiseBatch) -> None:
    try:
        results = batch([lane.call for lane in due if lane.call is not None])
    except Exception as error:  # a lane knows whether it can go on
        for lane in due:
            lane.fail(error)
        return
    for lane, probabilities in zip(due, results, strict=True):
        lane.resume(probabilities)


class _LaneSteps(Generic[_Result]):
    """One lane's steps and the call that it waits for."""

    result: _Result

    def __init__(self, steps: DenoiseSteps[_Result]) -> None:
        self._steps = steps
        self.call: DenoiseCall | None = None

    def begin(self) -> None:
        self._advance(lambda: next(self._steps))

    def resume(self, probabilities: NDArray[np.float64]) -> None:
        self._advance(lambda: self._steps.send(probabilities))

    def fail(self, error: Exception) -> None:
        self._advance(lambda: self._steps.throw(error))

    def close(self) -> None:
        self.call = None
        self._steps.close()

    def _advance(self, step: Callable[[], DenoiseCall]) -> None:
        self.call = None
        try:
            self.call = step()
        except StopIteration as end:
            self.result = end.value
