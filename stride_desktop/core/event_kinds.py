"""Kinds of event that an activation model was trained for."""

from __future__ import annotations

from dataclasses import dataclass

UNDERSTOOD = 0.5
"""Least P(understood) of a request that is watched for without asking."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its name for the user, such as "a dialog appears", and example requests."""

    name: str
    examples: tuple[str, ...]
