"""Which model answers, and where it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LocalChoice:
    """checkpoint: a folder or the id of a hub repository.

    device, dtype: as for `load_checkpoint` of the activation models; None takes the best there is.
    """

    checkpoint: str
    device: str | None = None
    dtype: str | None = None
