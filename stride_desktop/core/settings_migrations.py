"""Migrates settings files of older versions. Every migration is here."""

from __future__ import annotations

from typing import Any


def migrated(data: dict[str, Any]) -> dict[str, Any]:
    """The JSON object of a settings file in the form of this version."""
    return _with_notifications(data)


def _with_notifications(data: dict[str, Any]) -> dict[str, Any]:
    """`notifications` was a field of `appearance` before it was a section."""
    appearance = data.get("appearance")
    if "notifications" in data or not isinstance(appearance, dict) or "notifications" not in appearance:
        return data
    return data | {"notifications": {"enabled": appearance["notifications"]}}
