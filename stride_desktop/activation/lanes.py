"""What the requests on one stream share: a limit on their memory, and every frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import FrameError, SettingsError

_MEBIBYTE = 2**20


def lane_memory(
    model: ActivationModel, settings: DetectorSettings, queries: Sequence[str], max_bytes: int | None
) -> int:
    """Bytes that lanes for these requests need at most, beside the model and the groups that they share.

    max_bytes: the limit, None for none. Nothing is allocated. Raises SettingsError when the need is over the
    limit, and RequestError.
    """
    needed = [model.lane_bytes(query, settings) for query in queries]
    if max_bytes is not None and sum(needed) > max_bytes:
        raise SettingsError(
            f"{len(queries)} requests at once need {sum(needed) / _MEBIBYTE:,.1f} MiB, the last one "
            f"{needed[-1] / _MEBIBYTE:,.1f} MiB of it, but only {max_bytes / _MEBIBYTE:,.1f} MiB "
            "may be used.",
            "Watch for fewer things, look back over fewer frames, or allow more memory.",
        )
    return sum(needed)


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
