"""All user settings as one frozen value.

Each field is declared once, with its label, help and range (`core.setting`): adding a setting means adding a
field. `settings_json` takes settings to JSON and back; nothing here reads or writes files, and secrets (an
API key) are never part of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from stride_desktop.core.detection_settings import DetectionSettings
from stride_desktop.core.errors import SettingsError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.masks import Mask, SourceMask, masks_of
from stride_desktop.core.recent import RecentSettings
from stride_desktop.core.responder_settings import DEVICES, DTYPES, ResponderSettings
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.core.setting import (
    Choice,
    Number,
    Section,
    Setting,
    Switch,
    Text,
    TimeOfDay,
    declared_in,
    page,
    parse_time,
    setting,
)

_KEEPING = {
    "nothing": "Nothing",
    "spans": "Spans: what was detected, when, and the answers",
    "frames": "Pictures too: one for every second",
}
KEEPING = tuple(_KEEPING)
"""The choices of what is stored, from the least to the most."""

CAPTURED, SMALL, BLURRED = "captured", "small", "blurred"
_LOOKS = {
    CAPTURED: "As captured",
    SMALL: "Small: at most 320 pixels",
    BLURRED: "Blurred: neither faces nor text can be made out",
}

_USUAL = {"usual": "Watch as usual", "slower": "Decide less often"}
_SCREENS = {"screens": "Pause if a screen is watched, else as usual"}
_PAUSE = {"pause": "Pause"}


def _no_null(folder: str) -> str:
    return "This can be no folder: a character in it is not allowed." if "\0" in folder else ""


@dataclass(frozen=True, slots=True)
class ModelSettings(Section):
    """Which activation checkpoint watches, and where it runs. checkpoint: empty means the built-in model."""

    checkpoint: str = setting(
        "",
        "Checkpoint",
        Text("Built-in model"),
        "Empty for the built-in model, a folder, or a Hugging Face name such as interlive/STRIDE-2B.",
    )
    device: str = setting("auto", "Runs on", Choice(DEVICES))
    dtype: str = setting("auto", "Number format", Choice(DTYPES))
    compiled: str = setting(
        "auto",
        "Compile it",
        Choice({"auto": "Automatic", "yes": "Yes", "no": "No"}),
        "Comes to the same decisions sooner, but starts later. Automatic: on an NVIDIA card only.",
    )

    @property
    def to_compile(self) -> bool | None:
        """Whether to compile; None follows the device."""
        return None if self.compiled == "auto" else self.compiled == "yes"


@dataclass(frozen=True, slots=True)
class ModelsSettings(Section):
    """Where downloaded models lie, and whether anything may be downloaded."""

    folder: str = setting(
        "",
        "Folder of models",
        Text("Hugging Face's cache"),
        "Where downloads go, and whose subfolders count as models. Empty: Hugging Face's own cache.",
        check=_no_null,
    )
    offline: bool = setting(
        False, "Offline", Switch("Never ask the hub for anything: only what is on this computer is used")
    )


@dataclass(frozen=True, slots=True)
class NotificationSettings(Section):
    """How the user is notified of a trigger.

    quiet: no notification or sound from quiet_from to quiet_to, over midnight if quiet_to is earlier.
    """

    enabled: bool = setting(True, "Notify", Switch("Tell me on the desktop when the moment has come"))
    in_front: bool = setting(False, "In front", Switch("Also while the window is in front"))
    answer: bool = setting(True, "Answer", Switch("Add the first sentence of the answer"))
    hide_content: bool = setting(
        False,
        "Hide content",
        Switch("Say only that an event triggered, without request, picture and answer"),
        "For a screen that others see, or a lock screen that shows notifications.",
    )
    sound: bool = setting(False, "Sound", Switch("Play a short sound"))
    failure_seconds: float | None = setting(
        30.0,
        "Watching fails",
        Number(1.0, 3600.0, 5.0, " s", none="never tell me", decimals=0),
        "Tells you on the desktop when nothing could be watched for so long, or an error ended watching.",
    )
    quiet: bool = setting(
        False,
        "Quiet hours",
        Switch("Neither show nor play anything at these times"),
        "Events still get their cards. One notification lists them afterwards.",
        gates=True,
    )
    quiet_from: str = setting("22:00", "Quiet from", TimeOfDay())
    quiet_to: str = setting("07:00", "Quiet to", TimeOfDay())
    keep_in_tray: bool = setting(
        False, "Closing", Switch("Keep watching in the notification area when the window is closed")
    )

    def conflicts(self) -> dict[str, str]:
        """Reports quiet hours of zero length."""
        if self.quiet and self.quiet_from == self.quiet_to:
            return {"quiet_to": "Quiet hours cannot end when they begin."}
        return {}

    def quiet_at(self, moment: datetime) -> bool:
        """Whether this local time lies in the quiet hours, from quiet_from to before quiet_to.

        The wall clock decides: an hour that it skips is not quiet, and one that it repeats is quiet twice.
        """
        start, end, now = parse_time(self.quiet_from), parse_time(self.quiet_to), moment.time()
        if not self.quiet or start is None or end is None:
            return False
        return start <= now < end if start <= end else now >= start or now < end


@dataclass(frozen=True, slots=True)
class KeepingSettings(Section):
    """What is stored of a session. asked: the user has chosen; until then nothing is stored."""

    what: str = setting(
        "spans", "Keep", Choice(_KEEPING), "Stays on this computer, in a folder that only you can read."
    )
    budget_gb: float = setting(
        10.0,
        "At most",
        Number(0.1, 10_000.0, 1, " GB"),
        "Beyond that the oldest sessions are deleted, but never starred ones.",
    )
    pictures: str = setting(
        CAPTURED,
        "Stored pictures",
        Choice(_LOOKS),
        "From the next picture on. Answers while watching are made from pictures as captured; later "
        "questions about a stored session, and watching it again, have only what was stored.",
    )
    asked: bool = False

    @property
    def chosen(self) -> str:
        """The choice in effect."""
        return self.what if self.asked else "nothing"


@dataclass(frozen=True, slots=True)
class PrivacySettings(Section):
    """What must never be seen. masks: parts of pictures, each the text of a SourceMask."""

    hidden_windows: str = setting(
        "",
        "Hide windows",
        Text("None"),
        "Words with commas between them, such as: password, mail. On a watched screen a window is black if "
        "its title or the name of its program has one of them. From the next start on; works on X11.",
    )
    masks: tuple[str, ...] = ()

    @property
    def hidden(self) -> tuple[str, ...]:
        """The words, without case."""
        words = (word.strip().casefold() for word in self.hidden_windows.split(","))
        return tuple(word for word in words if word)

    def masks_of(self, address: str, identity: str, part: ScreenPart | None = None) -> tuple[Mask, ...]:
        """The masks of a source. address, identity: as in SourceInfo; part: as in Frame."""
        return masks_of(self.masks, address, identity, part)

    @property
    def hides_screens(self) -> bool:
        """Whether a part of a screen is hidden."""
        return any(SourceMask.parse(text).on_screen for text in self.masks)

    def conflicts(self) -> dict[str, str]:
        """Reports masks that cannot be read."""
        try:
            masks_of(self.masks, "", "")
        except SettingsError as error:
            return {"masks": str(error)}
        return {}


@dataclass(frozen=True, slots=True)
class CameraSettings(Section):
    """The network cameras that the user keeps in the list of sources. addresses: without their passwords."""

    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PowerSettings(Section):
    """Whether to reduce detection on battery and while the screen is locked."""

    battery: str = setting(
        "usual",
        "On battery",
        Choice(_USUAL | _PAUSE),
        "Deciding less often means every fourth time: far less is computed, and alerts may come some "
        "seconds later. No picture is left out.",
    )
    locked: str = setting(
        "screens",
        "While the screen is locked",
        Choice(_USUAL | _SCREENS | _PAUSE),
        "A locked screen shows nothing worth watching; a camera can go on while you are away. "
        "Watching goes on by itself afterwards.",
    )


@dataclass(frozen=True, slots=True)
class AppearanceSettings(Section):
    """How the window looks."""

    scheme: str = setting(
        "system", "Colours", Choice({"system": "Like the system", "light": "Light", "dark": "Dark"})
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can set, in the order of the form."""

    model: ModelSettings = field(default_factory=ModelSettings, metadata=page("Model"))
    models: ModelsSettings = field(default_factory=ModelsSettings, metadata=page("Model"))
    events: EventSettings = field(default_factory=EventSettings.live, metadata=page("Events"))
    notifications: NotificationSettings = field(default_factory=NotificationSettings, metadata=page("Alerts"))
    responder: ResponderSettings = field(default_factory=ResponderSettings, metadata=page("Answers"))
    detection: DetectionSettings = field(default_factory=DetectionSettings, metadata=page("Detection"))
    keeping: KeepingSettings = field(default_factory=KeepingSettings, metadata=page("Privacy"))
    privacy: PrivacySettings = field(default_factory=PrivacySettings, metadata=page("Privacy"))
    cameras: CameraSettings = field(default_factory=CameraSettings, metadata=page("Privacy"))
    recent: RecentSettings = field(default_factory=RecentSettings, metadata=page("Privacy"))
    power: PowerSettings = field(default_factory=PowerSettings, metadata=page("Power"))
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings, metadata=page("Appearance"))

    def problems(self) -> dict[str, str]:
        """Error messages by "section.field"; empty when the settings are valid."""
        return {
            f"{part.name}.{name}": words
            for part in fields(self)
            for name, words in getattr(self, part.name).problems().items()
        }

    def value(self, path: str) -> Any:  # noqa: ANN401
        """The value at "section.field"."""
        section, _, name = path.partition(".")
        return getattr(getattr(self, section), name)

    def having(self, values: Mapping[str, object]) -> Settings:
        """A copy of the settings with other values, by "section.field"."""
        sections: dict[str, dict[str, object]] = {}
        for path, value in values.items():
            section, _, name = path.partition(".")
            sections.setdefault(section, {})[name] = value
        parts = {name: replace(getattr(self, name), **part) for name, part in sections.items()}
        return replace(self, **parts)

    def declared(self) -> dict[str, Setting]:
        """Every declared setting, by "section.field", in the order of the form."""
        return {
            f"{part.name}.{name}": setting
            for part in fields(self)
            for name, setting in declared_in(type(getattr(self, part.name))).items()
        }
