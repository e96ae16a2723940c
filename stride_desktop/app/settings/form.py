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
from stride_desktop.app.settings.settings_entry import Entry, devices, number, number_formats, say, whole


def make_form() -> Mapping[str, list[Entry]]:
    """All entries, by the title of their section."""
    return {
        say("Model"): [*_model(), *_models()],
        say("Events"): _events(),
        say("Alerts"): _alerts(),
        say("Answers"): answer_entries(),
        say("Detection"): _detection(),
        say("Privacy"): _privacy(),
        say("Power"): _power(),
        say("Appearance"): _appearance(),
    }


def _model() -> list[Entry]:
    return [
        Entry(
            "model.checkpoint",
            say("Checkpoint"),
            TextField(say("Built-in model")),
            say(
                "Empty for the built-in model, a folder, or a Hugging Face name such as interlive/STRIDE-2B."
            ),
        ),
        Entry("model.device", say("Runs on"), devices()),
        Entry(
            "model.dtype",
            say("Number format"),
            number_formats(),
        ),
        Entry(
            "model.compiled",
            say("Compile it"),
            ChoiceField([("auto", say("Automatic")), ("yes", say("Yes")), ("no", say("No"))]),
            say("Comes to the same decisions sooner, but starts later. Automatic: on an NVIDIA card only."),
        ),
    ]


def _models() -> list[Entry]:
    offline = SwitchField(say("Never ask the hub for anything: only what is on this computer is used"))
    hint = say("Where downloads go, and whose subfolders count as models. Empty: Hugging Face's own cache.")
    return [
        Entry("models.folder", say("Folder of models"), TextField(say("Hugging Face's cache")), hint),
        Entry("models.offline", say("Offline"), offline),
    ]


def _events() -> list[Entry]:
    seconds = say(" s")
    return [
        Entry(
            "events.sustain_seconds",
            say("Speak after"),
            number("events.sustain_seconds", 1, seconds),
            say("How long something must have been seen before it triggers."),
        ),
        Entry(
            "events.sustain_ratio",
            say("Seen for at least"),
            number("events.sustain_ratio", 0.05, decimals=2),
            say("The part of that time in which it must have been seen; 1 is all of it."),
        ),
        Entry(
            "events.min_event_seconds",
            say("Shortest event"),
            number("events.min_event_seconds", 1, seconds),
            say("What ended before it triggered is still told if it lasted this long."),
        ),
        Entry(
            "events.merge_gap_seconds",
            say("Join across"),
            number("events.merge_gap_seconds", 1, seconds),
            say("Two appearances no further apart than this are one event."),
        ),
        Entry(
            "events.cooldown_seconds",
            say("Quiet after an alert"),
            number("events.cooldown_seconds", 5, seconds),
            say("Events in this time are marked on the timeline but not told."),
        ),
    ]


def _alerts() -> list[Entry]:
    hide = say("Say only that the moment has come, without request, picture and answer")
    tray = say("Keep watching in the notification area when the window is closed")
    return [
        Entry("notifications.enabled", say("Notify"), AlertField()),
        Entry(
            "notifications.in_front",
            say("In front"),
            SwitchField(say("Also while the window is in front")),
        ),
        Entry(
            "notifications.answer",
            say("Answer"),
            SwitchField(say("Add the first sentence of the answer")),
        ),
        Entry(
            "notifications.hide_content",
            say("Hide content"),
            SwitchField(hide),
            say("For a screen that others see, or a lock screen that shows notifications."),
        ),
        Entry("notifications.sound", say("Sound"), SwitchField(say("Play a short sound"))),
        Entry(
            "notifications.quiet",
            say("Quiet hours"),
            SwitchField(say("Neither show nor play anything at these times")),
            say("Moments still get their cards. One notification tells of them afterwards."),
        ),
        Entry("notifications.quiet_from", say("Quiet from"), TimeField()),
        Entry("notifications.quiet_to", say("Quiet to"), TimeField()),
        Entry("notifications.keep_in_tray", say("Closing"), SwitchField(tray)),
    ]


def _detection() -> list[Entry]:
    return [
        Entry(
            "detection.frames_per_tick",
            say("Decide every"),
            whole("detection.frames_per_tick", 2, say(" frames")),
            say("One frame is taken each second. Fewer frames: quicker, more work."),
        ),
        Entry(
            "detection.max_window_frames",
            say("Look back over"),
            whole("detection.max_window_frames", 2, say(" frames"), say("Automatic")),
        ),
        Entry(
            "detection.unmasking_steps",
            say("Refinement steps"),
            whole("detection.unmasking_steps"),
            say("In how many steps a decision is refined. More: steadier, more work."),
        ),
        Entry(
            "detection.confidence_threshold",
            say("Carry decisions forward above"),
            number("detection.confidence_threshold", 0.05, none=say("Never"), decimals=2),
        ),
        Entry(
            "detection.margin_seconds",
            say("An event is over after"),
            number("detection.margin_seconds", 0.5, say(" s")),
        ),
        Entry(
            "detection.max_frame_tokens",
            say("Detail per picture"),
            whole("detection.max_frame_tokens", 16, say(" tokens")),
            say("Only for models that read pictures as tokens, such as STRIDE-2B."),
        ),
        Entry(
            "detection.lane_memory_mb",
            say("Memory for requests"),
            whole("detection.lane_memory_mb", 64, say(" MB"), say("No limit")),
            say("What all requests at once may take beside the model. One that would not fit is refused."),
        ),
    ]


def _privacy() -> list[Entry]:
    kept = [
        ("nothing", say("Nothing")),
        ("spans", say("Spans: what was detected, when, and the answers")),
        ("frames", say("Pictures too: one for every second")),
    ]
    return [
        Entry(
            "keeping.what",
            say("Keep"),
            ChoiceField(kept),
            say("Stays on this computer, in a folder that only you can read."),
        ),
        Entry(
            "keeping.budget_gb",
            say("At most"),
            number("keeping.budget_gb", 1, say(" GB")),
            say("Beyond that the oldest sessions are deleted, but never starred ones."),
        ),
    ]


def _power() -> list[Entry]:
    usual = ("usual", say("Watch as usual"))
    slower = ("slower", say("Decide less often"))
    screens = ("screens", say("Pause if a screen is watched, else as usual"))
    pause = ("pause", say("Pause"))
    return [
        Entry(
            "power.battery",
            say("On battery"),
            ChoiceField([usual, slower, pause]),
            say(
                "Deciding less often means every fourth time: far less is computed, and alerts may come some "
                "seconds later. No picture is left out."
            ),
        ),
        Entry(
            "power.locked",
            say("While the screen is locked"),
            ChoiceField([usual, slower, screens, pause]),
            say(
                "A locked screen shows nothing worth watching; a camera can go on while you are away. "
                "Watching goes on by itself afterwards."
            ),
        ),
    ]


def _appearance() -> list[Entry]:
    schemes = [("system", say("Like the system")), ("light", say("Light")), ("dark", say("Dark"))]
    return [
        Entry("appearance.scheme", say("Colours"), ChoiceField(schemes)),
    ]
