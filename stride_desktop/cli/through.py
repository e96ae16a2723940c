"""A source with something on the way of its frames."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Source, SourceInfo, Traits, opened


@dataclass(frozen=True, slots=True)
class Through:
    """A source whose frames go through `each`, which gives the frame to go on with, or None for none."""

    source: Source
    each: Callable[[Frame], Frame | None]

    @property
    def info(self) -> SourceInfo:
        """What it is."""
        return self.source.info

    @property
    def traits(self) -> Traits:
        """Those of the source."""
        return self.source.traits

    @property
    def warning(self) -> str:
        """That of the source."""
        return self.source.warning

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        """The source's frames. Raises what it raises."""
        with opened(self.source, stop) as frames:
            for taken in frames:
                if (frame := self.each(taken)) is not None:
                    yield frame
