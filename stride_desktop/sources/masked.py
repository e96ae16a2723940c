"""A source in whose pictures the parts that the user marked are black."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame
from stride_desktop.core.masks import Mask, blackened
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.sources.base import FindMasks, Frames, Source, SourceInfo, Traits


class MaskedSource:
    """Gives the frames of another source with black rectangles; nothing else ever sees what was there.

    masks: called for every frame on the iterating thread.
    """

    def __init__(self, source: Source, masks: FindMasks) -> None:
        self._source = source
        self._masks = masks

    @property
    def info(self) -> SourceInfo:
        """See Source."""
        return self._source.info

    @property
    def traits(self) -> Traits:
        """See Source."""
        return self._source.traits

    @property
    def warning(self) -> str:
        """See Source."""
        return self._source.warning

    def frames(self, stop: threading.Event) -> Frames:
        """Yield the frames, see Source."""
        with closing(self._source.frames(stop)) as frames:
            for frame in frames:
                yield masked(frame, self._masks(self.info, frame.part))


def masked(frame: Frame, masks: Sequence[Mask]) -> Frame:
    """The frame with these parts black; the frame itself if there are none."""
    if not masks:
        return frame
    return replace(frame, image=blackened(frame.image, masks), masks=tuple(masks))


def unheld(info: SourceInfo, privacy: PrivacySettings) -> SourceError | None:
    """The warning that hidden parts of a screen are not hidden in this source, if it shows a screen."""
    if not (info.kind.traits.unplaced and privacy.hides_screens):
        return None
    return SourceError(
        f"What you hid on a screen is not hidden in {info.name}: nothing tells where on the screen it lies.",
        "Hide it in this picture, too.",
    )
