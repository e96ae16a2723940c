"""Resources that the requests on one stream share: the memory limit, and batched denoising calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.steps import DenoiseBatch, DenoiseCall, one_by_one
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import FrameError, SettingsError

_MEBIBYTE = 2**20


class LaneMemory:
    """The memory limit of the lanes' own prefixes, not of the model or the groups that lanes share.

    max_bytes: of all lanes together; None for no limit.
    """

    def __init__(self, model: ActivationModel, settings: DetectorSettings, max_bytes: int | None) -> None:
        self._model = model
        self._settings = settings
        self._max_bytes = max_bytes

    def check(self, queries: Sequence[str]) -> int:
        """Bytes that lanes for these requests need at most. Nothing is allocated.

        Raises SettingsError when that is over the limit, and RequestError.
        """
        needed = [self._model.lane_bytes(query, self._settings) for query in queries]
        if self._max_bytes is not None and sum(needed) > self._max_bytes:
            raise SettingsError(
                f"{len(queries)} requests at once need {sum(needed) / _MEBIBYTE:,.1f} MiB, the last one "
                f"{needed[-1] / _MEBIBYTE:,.1f} MiB of it, but only {self._max_bytes / _MEBIBYTE:,.1f} MiB "
                "may be used.",
                "Watch for fewer things, look back over fewer frames, or allow more memory.",
            )
        return sum(needed)


def batch_of(model: ActivationModel) -> DenoiseBatch:
    """The batch function of a model; a single call is made on its prefix."""

    def batch(calls: Sequence[DenoiseCall]) -> Sequence[NDArray[np.float64]]:
        if len(calls) == 1:
            return one_by_one(calls)
        return model.denoise_together([(call.prefix, call.labels) for call in calls])

    return batch


def take_all(takes: Sequence[Callable[[], None]]) -> None:
    """Let every lane take a frame, also when one cannot, so that all have seen the same.

    Raises the first lane's FrameError. Cancelling in between would put the lanes out of step.
    """
    refused: FrameError | None = None
    for take in takes:
        try:
            take()
        except FrameError as error:
            refused = refused or error
    if refused is not None:
        raise refused
