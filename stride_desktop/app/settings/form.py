"""Which settings there are, in which section, under which words."""

from __future__ import annotations

from collections.abc import Mapping

from stride_desktop.app.settings.alert_field import AlertField
from stride_desktop.app.settings.fields import (
    ChoiceField,
    SwitchField,
    TextField,
    TimeField,
)
from stride_desktop.app.settings.settings_answers import answer_entries
from stride_desktop.app.settings.settings_entry import Entry, devices, number, number_formats, whole


def make_form() -> Mapping[str, list[Entry]]:
    """All entries, by the title of their section."""
    return {
        "Model": [*_model(), *_models()],
        "Events": _events(),
        "Alerts": _alerts(),
        "Answers": answer_entries(),
        "Detection": _detection(),
        "Privacy": _privacy(),
        "Power": _power(),
        "Appearance": _appearance(),
    }


def _model() -> list[Entry]:
    return [
        Entry(
            "model.checkpoint",
            "Checkpoint",
            TextField("Built-in model"),
            "Empty for the built-in model, a folder, or a Hugging Face name such as interlive/STRIDE-2B.",
        ),
        Entry("model.device", "Runs on", devices()),
        Entry("model.dtype", "Number format", number_formats()),
        Entry(
            "model.compiled",
            "Compile it",
            ChoiceField([("auto", "Automatic"), ("yes", "Yes"), ("no", "No")]),
            "Comes to the same decisions sooner, but starts later. Automatic: on an NVIDIA card only.",
        ),
    ]


def _models() -> list[Entry]:
    offline = SwitchField("Never ask the hub for anything: only what is on this computer is used")
    hint = "Where downloads go, and whose subfolders count as models. Empty: Hugging Face's own cache."
    return [
        Entry("models.folder", "Folder of models", TextField("Hugging Face's cache"), hint),
        Entry("models.offline", "Offline", offline),
    ]


def _events() -> list[Entry]:
    seconds = " s"
    return [
        Entry(
            "events.sustain_seconds",
            "Speak after",
            number("events.sustain_seconds", 1, seconds),
            "How long something must have been seen before it triggers.",
        ),
        Entry(
            "events.sustain_ratio",
            "Seen for at least",
            number("events.sustain_ratio", 0.05, decimals=2),
            "The part of that time in which it must have been seen; 1 is all of it.",
        ),
        Entry(
            "events.min_event_seconds",
            "Shortest event",
            number("events.min_event_seconds", 1, seconds),
            "What ended before it triggered is still told if it lasted this long.",
        ),
        Entry(
            "events.merge_gap_seconds",
            "Join across",
            number("events.merge_gap_seconds", 1, seconds),
            "Two appearances no further apart than this are one event.",
        ),
        Entry(
            "events.cooldown_seconds",
            "Quiet after an alert",
            number("events.cooldown_seconds", 5, seconds),
            "Events in this time are marked on the timeline but not told.",
        ),
    ]


def _alerts() -> list[Entry]:
    hide = "Say only that the moment has come, without request, picture and answer"
    tray = "Keep watching in the notification area when the window is closed"
    return [
        Entry("notifications.enabled", "Notify", AlertField()),
        Entry("notifications.in_front", "In front", SwitchField("Also while the window is in front")),
        Entry("notifications.answer", "Answer", SwitchField("Add the first sentence of the answer")),
        Entry(
            "notifications.hide_content",
            "Hide content",
            SwitchField(hide),
            "For a screen that others see, or a lock screen that shows notifications.",
        ),
        Entry("notifications.sound", "Sound", SwitchField("Play a short sound")),
        Entry(
            "notifications.quiet",
            "Quiet hours",
            SwitchField("Neither show nor play anything at these times"),
            "Moments still get their cards. One notification tells of them afterwards.",
        ),
        Entry("notifications.quiet_from", "Quiet from", TimeField()),
        Entry("notifications.quiet_to", "Quiet to", TimeField()),
        Entry("notifications.keep_in_tray", "Closing", SwitchField(tray)),
    ]


def _detection() -> list[Entry]:
    return [
        Entry(
            "detection.frames_per_tick",
            "Decide every",
            whole("detection.frames_per_tick", 2, " frames"),
            "One frame is taken each second. Fewer frames: quicker, more work.",
        ),
        Entry(
            "detection.max_window_frames",
            "Look back over",
            whole("detection.max_window_frames", 2, " frames", "Automatic"),
        ),
        Entry(
            "detection.unmasking_steps",
            "Refinement steps",
            whole("detection.unmasking_steps"),
            "In how many steps a decision is refined. More: steadier, more work.",
        ),
        Entry(
            "detection.confidence_threshold",
            "Carry decisions forward above",
            number("detection.confidence_threshold", 0.05, none="Never", decimals=2),
        ),
        Entry(
            "detection.margin_seconds",
            "An event is over after",
            number("detection.margin_seconds", 0.5, " s"),
        ),
        Entry(
            "detection.max_frame_tokens",
            "Detail per picture",
            whole("detection.max_frame_tokens", 16, " tokens"),
            "Only for models that read pictures as tokens, such as STRIDE-2B.",
        ),
        Entry(
            "detection.lane_memory_mb",
            "Memory for requests",
            whole("detection.lane_memory_mb", 64, " MB", "No limit"),
            "What all requests at once may take beside the model. One that would not fit is refused.",
        ),
    ]


def _privacy() -> list[Entry]:
    kept = [
        ("nothing", "Nothing"),
        ("spans", "Spans: what was detected, when, and the answers"),
        ("frames", "Pictures too: one for every second"),
    ]
    return [
        Entry(
            "keeping.what",
            "Keep",
            ChoiceField(kept),
            "Stays on this computer, in a folder that only you can read.",
        ),
        Entry(
            "keeping.budget_gb",
            "At most",
            number("keeping.budget_gb", 1, " GB"),
            "Beyond that the oldest sessions are deleted, but never starred ones.",
        ),
    ]


def _power() -> list[Entry]:
    usual = ("usual", "Watch as usual")
    slower = ("slower", "Decide less often")
    screens = ("screens", "Pause if a screen is watched, else as usual")
    pause = ("pause", "Pause")
    return [
        Entry(
            "power.battery",
            "On battery",
            ChoiceField([usual, slower, pause]),
            (
                "Deciding less often means every fourth time: far less is computed, and alerts may come some "
                "seconds later. No picture is left out."
            ),
        ),
        Entry(
            "power.locked",
            "While the screen is locked",
            ChoiceField([usual, slower, screens, pause]),
            (
                "A locked screen shows nothing worth watching; a camera can go on while you are away. "
                "Watching goes on by itself afterwards."
            ),
        ),
    ]


def _appearance() -> list[Entry]:
    schemes = [("system", "Like the system"), ("light", "Light"), ("dark", "Dark")]
    return [
        Entry("appearance.scheme", "Colours", ChoiceField(schemes)),
    ]
