"""Detection as a generator of denoising calls, so that several lanes can make theirs as one batch."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import Prefix
from stride_desktop.core.errors import Cancelled

_Result = TypeVar("_Result")


DenoiseCall = tuple[Prefix, NDArray[np.int8]]
"""A denoising call that is due: its prefix and its labels, int8 (W,)."""

DenoiseSteps = Generator[DenoiseCall, NDArray[np.float64], _Result]
"""Yields the denoising calls of one lane, receives P(active) of each, and returns the lane's result."""

DenoiseBatch = Callable[[Sequence[DenoiseCall]], Sequence[NDArray[np.float64]]]
"""Makes several denoising calls, each on another prefix: P(active), float64 (W,), for each."""


def run_one(steps: DenoiseSteps[_Result], cancelled: Callable[[], bool]) -> _Result:
    """Run the steps of one lane; see `run_batched`."""
    return run_batched(
        [steps], lambda calls: [prefix.denoise(labels) for prefix, labels in calls], cancelled
    )[0]


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
            lane.advance(partial(next, lane.steps))
        while due := [lane for lane in running if lane.call is not None]:
            if cancelled():
                raise Cancelled
            _make(due, batch)
    except BaseException:
        for lane in running:
            lane.steps.close()
        raise
    return [lane.result for lane in running]


def _make(due: list[_LaneSteps[_Result]], batch: DenoiseBatch) -> None:
    try:
        results = batch([lane.call for lane in due if lane.call is not None])
    except Exception as error:  # a lane knows whether it can go on
        for lane in due:
            lane.advance(partial(lane.steps.throw, error))
        return
    for lane, probabilities in zip(due, results, strict=True):
        lane.advance(partial(lane.steps.send, probabilities))


class _LaneSteps(Generic[_Result]):
    """One lane's steps and the call that it waits for."""

    result: _Result

    def __init__(self, steps: DenoiseSteps[_Result]) -> None:
        self.steps = steps
        self.call: DenoiseCall | None = None

    def advance(self, step: Callable[[], DenoiseCall]) -> None:
        """Go on to the next call, or to the result, by a step of `steps`."""
        self.call = None
        try:
            self.call = step()
        except StopIteration as end:
            self.result = end.value
