"""Everything a person can set, as one frozen value.

`settings_check` says whether the values make sense, `settings_json` takes them to JSON and back; nothing
here reads or writes files, and secrets (an API key) are never part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from stride_desktop.core.answers import AnswerLimits
from stride_desktop.core.events import EventSettings
from stride_desktop.core.quiet_hours import QuietHours, parse_time

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

    checkpoint: a folder or a Hugging Face repository id; empty means the built-in model. compiled: "auto",
    "yes" or "no".
    """

    checkpoint: str = ""
    device: str = "auto"
    dtype: str = "auto"
    compiled: str = "auto"


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

    confidence_threshold: None switches the carrying forward of confident past slots off.
    lane_memory_mb: what all requests together may take beside the model, None for no limit.
    """

    frames_per_tick: int = 2
    max_window_frames: int | None = None
    unmasking_steps: int = 8
    confidence_threshold: float | None = 0.75
    margin_seconds: float = 1.0
    max_frame_tokens: int = 256
    lane_memory_mb: int | None = None


@dataclass(frozen=True, slots=True)
class ResponderSettings:
    """Who answers a trigger.

    kind: "report" (built in, sends nothing), "openai" (a server that speaks that protocol) or "local" (a
    model in this process). checkpoint: of the latter, a folder or a Hugging Face repository id.
    consented_hosts: hosts that are not this machine to which frames and requests may be sent.
    max_images, picture_side: of the frames that are sent, how many at most, and pixels of the longer side;
    None for the side follows what fits. context_tokens: what the model reads and writes at most, None asks
    it. answer_tokens, silence_seconds, answer_seconds: see AnswerLimits. as_video: a server gets the frames
    as one video. closing: what is asked when an event that was told has ended, "nothing" or "ask".
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
    answer_tokens: int = AnswerLimits().tokens
    silence_seconds: float = AnswerLimits().silence
    answer_seconds: float = AnswerLimits().seconds
    picture_side: int | None = None
    context_tokens: int | None = None
    as_video: bool = False
    closing: str = "nothing"

    @property
    def limits(self) -> AnswerLimits:
        """How far an answer may go."""
        return AnswerLimits(self.answer_tokens, self.silence_seconds, self.answer_seconds)


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
    events: EventSettings = field(default_factory=EventSettings.live)
    responder: ResponderSettings = field(default_factory=ResponderSettings)
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    notifications: NotificationSettings = field(default_factory=NotificationSettings)
