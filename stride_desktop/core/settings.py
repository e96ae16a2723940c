"""Everything a person can set, as one frozen value that goes to JSON and back.

The values are checked as a whole by `problems`, which speaks in words; nothing here reads or
writes files, and secrets (an API key) are never part of it.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.quiet_hours import QuietHours, parse_time

VERSION = 1
"""Of the JSON form; a file written by a newer program is refused rather than misread."""

DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("auto", "float32", "bfloat16", "float16")
CLOSINGS = ("nothing", "ask")
RESPONDERS = ("report", "openai", "local")
SCHEMES = ("system", "light", "dark")
KEEPING = ("nothing", "spans", "frames")
ON_BATTERY = ("usual", "slower", "pause")
WHILE_LOCKED = ("usual", "slower", "screens", "pause")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which activation checkpoint watches, and where it runs.

    checkpoint: a folder or a Hugging Face repository id; empty means the built-in model.
    """

    checkpoint: str = ""
    device: str = "auto"
    dtype: str = "auto"


@dataclass(frozen=True, slots=True)
class ModelsSettings:
    """Where downloaded models lie, and whether there may be any download.

    folder: a hub cache of its own, whose other subfolders count as models too; empty means Hugging Face's
    own cache. offline: the hub is never asked for anything.
    """

    folder: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True)
class DetectionSettings:
    """Numbers of the detector. max_window_frames: None follows the device (128 GPU, 64 CPU).

    confidence_threshold: None switches the carrying forward of confident past slots off. decide_at_once and
    provisional are approximations, see DetectorSettings.
    """

    frames_per_tick: int = 2
    max_window_frames: int | None = None
    unmasking_steps: int = 8
    confidence_threshold: float | None = 0.75
    margin_seconds: float = 1.0
    max_frame_tokens: int = 256
    decide_at_once: float | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class ResponderSettings:
    """Who answers a trigger.

    kind: "report" (built in, sends nothing), "openai" (a server that speaks that protocol) or "local" (a
    model in this process). checkpoint: of the latter, a folder or a Hugging Face repository id.
    consented_hosts: hosts that are not this machine to which frames and requests may be sent.
    max_images, picture_side: of the frames that are sent, how many at most, and pixels of the longer side;
    None for the side follows what fits. context_tokens: what the model reads and writes at most, None asks
    it. max_new_tokens: of that, what the answer may take. as_video: a server gets the frames as one video.
    closing: what is asked when an event that was told has ended, "nothing" or "ask".
    """

    kind: str = "report"
    base_url: str = "http://localhost:11434/v1"
    model: str = ""
    max_images: int = 8
    instruction: str = ""
    consented_hosts: tuple[str, ...] = ()
    checkpoint: str = ""
    device: str = "auto"
    dtype: str = "auto"
    max_new_tokens: int = 256
    picture_side: int | None = None
    context_tokens: int | None = None
    as_video: bool = False
    closing: str = "nothing"


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the window looks."""

    scheme: str = "system"


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """How a person who looks elsewhere is told of a moment.

    enabled: show a desktop notification. in_front: also while the window is in front. answer: add the
    first sentence of the answer. hide_content: say no more than that there is a moment. sound: play one.
    keep_in_tray: closing the window leaves the program in the notification area. quiet: nothing is shown
    or played from quiet_from to quiet_to, local times of day such as "22:00", over midnight if need be.
    """

    enabled: bool = True
    in_front: bool = False
    answer: bool = True
    hide_content: bool = False
    sound: bool = False
    keep_in_tray: bool = False
    quiet: bool = False
    quiet_from: str = "22:00"
    quiet_to: str = "07:00"

    def quiet_at(self, moment: datetime) -> bool:
        """Whether nobody is to be disturbed at this local time."""
        start, end = parse_time(self.quiet_from), parse_time(self.quiet_to)
        return self.quiet and start is not None and end is not None and QuietHours(start, end).contain(moment)


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """What of a session stays on the disk.

    what: "nothing", "spans" (decisions, times, answers) or "frames" (pictures as well). asked: somebody
    has chosen; until then nothing is kept. budget_gb: beyond it the oldest sessions go.
    """

    what: str = "spans"
    budget_gb: float = 10.0
    asked: bool = False

    @property
    def chosen(self) -> str:
        """What is kept now."""
        return self.what if self.asked else "nothing"


@dataclass(frozen=True, slots=True)
class PowerSettings:
    """Whether to watch less when nobody is at the computer, or its energy is short.

    battery: on battery, "usual", "slower" (decide less often) or "pause". locked: the same while the screen
    is locked, or "screens": pause when a screen is watched, since it shows nothing then, but go on with a
    camera, which may be the very reason for being away.
    """

    battery: str = "usual"
    locked: str = "screens"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set."""

    model: ModelSettings = field(default_factory=ModelSettings)
    models: ModelsSettings = field(default_factory=ModelsSettings)
    detection: DetectionSettings = field(default_factory=DetectionSettings)
    events: EventSettings = field(default_factory=EventSettings)
    responder: ResponderSettings = field(default_factory=ResponderSettings)
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    notifications: NotificationSettings = field(default_factory=NotificationSettings)


_CHOICES = {
    "model.device": DEVICES,
    "model.dtype": (*DTYPES, "int8"),
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
    "detection.decide_at_once": (0.5, 1.0),
    "events.merge_gap_seconds": (0.0, 60.0),
    "events.sustain_seconds": (1.0, 60.0),
    "events.sustain_ratio": (0.1, 1.0),
    "events.min_event_seconds": (0.0, 600.0),
    "events.cooldown_seconds": (0.0, 86400.0),
    "responder.max_images": (1, 64),
    "responder.max_new_tokens": (16, 4096),
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


def to_json(settings: Settings) -> dict[str, Any]:
    """A JSON object that `from_json` reads back to an equal value."""
    return {"version": VERSION} | dataclasses.asdict(settings)


def from_json(data: object) -> Settings:
    """Read what `to_json` wrote. Missing entries get their default, unknown ones are ignored.

    Raises SettingsError when an entry has the wrong type or makes no sense.
    """
    if not isinstance(data, dict):
        raise SettingsError("The settings file is not a JSON object.")
    if data.get("version", VERSION) != VERSION:
        raise SettingsError(
            "The settings were written by another version of the program.", "They are not used."
        )
    settings = _build(Settings, _with_notifications(data), "")
    for name, words in problems(settings).items():
        raise SettingsError(
            f"The setting {name} makes no sense: {words}", "Correct it or reset the settings."
        )
    return settings


def _with_notifications(data: dict[str, Any]) -> dict[str, Any]:
    """The file as it is written now: whether to notify once was a matter of appearance."""
    appearance = data.get("appearance")
    if "notifications" in data or not isinstance(appearance, dict) or "notifications" not in appearance:
        return data
    return data | {"notifications": {"enabled": appearance["notifications"]}}


_Section = TypeVar("_Section")


def _build(kind: type[_Section], data: object, path: str) -> _Section:
    """A dataclass of this kind from a JSON object, section by section."""
    if not isinstance(data, dict):
        raise SettingsError(f"The settings section {path} is not a JSON object.")
    hints = typing.get_type_hints(kind)
    values = {}
    for item in dataclasses.fields(kind):  # type: ignore[arg-type]
        if item.name in data:
            values[item.name] = _read(hints[item.name], data[item.name], f"{path}.{item.name}".lstrip("."))
    return kind(**values)


def _read(hint: Any, value: object, path: str) -> Any:  # noqa: ANN401
    """`value` as the annotated type; JSON has neither tuples nor a difference of 1 and 1.0."""
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast("type", hint), value, path)
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    if typing.get_origin(hint) is tuple and isinstance(value, list | tuple):
        return tuple(_read(str, item, path) for item in value)
    raise SettingsError(f"The setting {path} has the wrong type.")
