"""Watching a source until it is stopped, as the live loop does, and what was told of its health."""

from __future__ import annotations

import threading

import numpy as np

from stride_desktop.sources.base import Opening, SourceHealth
from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.persistent import Persistent


class Watching:
    """The frames of an address, one a second, behind whatever is lost meanwhile."""

    def __init__(self, address: str, opening: Opening | None = None) -> None:
        self.told: list[SourceHealth] = []
        source = open_source(address, opening or Opening())
        self._frames = Persistent(source, self.told.append).frames(threading.Event())

    def __enter__(self) -> Watching:
        return self

    def __exit__(self, *_: object) -> None:
        self._frames.close()

    def image(self) -> np.ndarray:
        """The next picture, which may take a while."""
        return next(self._frames).image

    @property
    def states(self) -> list[tuple[str, str]]:
        """Each state that was told, with its reason."""
        return [(health.state.value, health.reason) for health in self.told]
