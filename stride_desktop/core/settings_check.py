"""Whether settings make sense, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from stride_desktop.core.quiet_hours import parse_time
from stride_desktop.core.settings import (
    CLOSINGS,
    DEVICES,
    DTYPES,
    KEEPING,
    ON_BATTERY,
    RESPONDERS,
    SCHEMES,
    WHILE_LOCKED,
    NotificationSettings,
    ResponderSettings,
    Settings,
)

_CHOICES = {
    "model.device": DEVICES,
    "model.dtype": DTYPES,
    "model.compiled": ("auto", "yes", "no"),
    "responder.kind": RESPONDERS,
    "responder.closing": CLOSINGS,
    "responder.device": DEVICES,
    "responder.dtype": DTYPES,
    "appearance.scheme": SCHEMES,
    "keeping.what": KEEPING,
    "power.battery": ON_BATTERY,
    "power.locked": WHILE_LOCKED,
}

RANGES: Mapping[str, tuple[float, float]] = {
    "detection.frames_per_tick": (2, 64),
    "detection.max_window_frames": (8, 512),
    "detection.unmasking_steps": (1, 64),
    "detection.confidence_threshold": (0.5, 1.0),
    "detection.margin_seconds": (0.0, 30.0),
    "detection.max_frame_tokens": (16, 1024),
    "detection.lane_memory_mb": (1, 1_048_576),
    "events.merge_gap_seconds": (0.0, 60.0),
    "events.sustain_seconds": (1.0, 60.0),
    "events.sustain_ratio": (0.1, 1.0),
    "events.min_event_seconds": (0.0, 600.0),
    "events.cooldown_seconds": (0.0, 86400.0),
    "responder.max_images": (1, 64),
    "responder.answer_tokens": (16, 32768),
    "responder.silence_seconds": (5.0, 3600.0),
    "responder.answer_seconds": (10.0, 7200.0),
    "responder.picture_side": (128, 1024),
    "responder.context_tokens": (1024, 1_048_576),
    "keeping.budget_gb": (0.1, 10_000.0),
}
"""Smallest and largest allowed value of every number, by "section.field"."""


def problems(settings: Settings) -> dict[str, str]:
    """What is wrong, in words, by "section.field"; empty when the settings are good."""
    found = {}
    for name, allowed in _CHOICES.items():
        if (value := _value(settings, name)) not in allowed:
            found[name] = f"“{value}” is not one of {', '.join(allowed)}."
    for name, (low, high) in RANGES.items():
        value = _value(settings, name)
        if value is not None and not low <= value <= high:
            found[name] = f"{value:g} is not between {low:g} and {high:g}."
    for name in ("detection.frames_per_tick", "detection.max_window_frames"):
        value = _value(settings, name)
        if name not in found and value is not None and value % 2:
            found[name] = f"{value} is odd, but frames are looked at in pairs."
    window = settings.detection.max_window_frames
    if window is not None and settings.detection.frames_per_tick > window:
        found.setdefault(
            "detection.frames_per_tick", "A decision cannot need more frames than the window holds."
        )
    if "\0" in settings.models.folder:
        found["models.folder"] = "This can be no folder: a character in it is not allowed."
    return found | _quiet_problems(settings.notifications) | _responder_problems(settings.responder)


def _quiet_problems(notifications: NotificationSettings) -> dict[str, str]:
    found = {}
    for key in ("quiet_from", "quiet_to"):
        if parse_time(getattr(notifications, key)) is None:
            found[f"notifications.{key}"] = "A time of day must look like 22:00."
    if notifications.quiet and notifications.quiet_from == notifications.quiet_to:
        found.setdefault("notifications.quiet_to", "Quiet hours cannot end when they begin.")
    return found


def _responder_problems(responder: ResponderSettings) -> dict[str, str]:
    if responder.kind == "local" and not responder.checkpoint.strip():
        return {"responder.checkpoint": "A model must be named: a folder, or its name on Hugging Face."}
    if responder.kind != "openai":
        return {}
    found = {}
    if not _is_web_address(responder.base_url):
        found["responder.base_url"] = "The server address must look like http://localhost:11434/v1."
    if not responder.model.strip():
        found["responder.model"] = "The server needs the name of the model that should answer."
    return found


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text.strip() if "://" in text else f"http://{text.strip()}")
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


def _value(settings: Settings, name: str) -> Any:  # noqa: ANN401
    section, _, key = name.partition(".")
    return getattr(getattr(settings, section), key)
