"""Which settings there are, in which section, under which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from stride_desktop.app.announcing.alert_field import AlertField
from stride_desktop.app.instruction_field import InstructionField
from stride_desktop.app.settings_fields import (
    ChoiceField,
    Field,
    NumberField,
    SuggestionField,
    SwitchField,
    TextField,
    TimeField,
    WholeField,
)
from stride_desktop.core.settings import RANGES
from stride_desktop.responders.instructions import usual_instruction


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: its place in Settings as "section.field", its words, its field."""

    path: str
    label: str
    field: Field
    hint: str = ""


def _say(text: str) -> str:
    return QCoreApplication.translate("SettingsForm", text)


def _whole(path: str, step: int = 1, suffix: str = "", none: str = "") -> WholeField:
    low, high = RANGES[path]
    return WholeField(int(low), int(high), step, suffix, none)


def _number(path: str, step: float, suffix: str = "", none: str = "", decimals: int = 1) -> NumberField:
    low, high = RANGES[path]
    return NumberField(low, high, step, suffix, none, decimals)


def make_form() -> Mapping[str, list[Entry]]:
    """All entries, by the title of their section."""
    return {
        _say("Model"): [*_model(), *_models()],
        _say("Events"): _events(),
        _say("Alerts"): _alerts(),
        _say("Answers"): _answers(),
        _say("Detection"): _detection(),
        _say("Privacy"): _privacy(),
        _say("Power"): _power(),
        _say("Appearance"): _appearance(),
    }


def _devices() -> ChoiceField:
    names = [
        ("auto", _say("Automatic")),
        ("cpu", _say("Processor (CPU)")),
        ("cuda", _say("NVIDIA graphics card (CUDA)")),
        ("mps", _say("Apple graphics (MPS)")),
    ]
    return ChoiceField(names)


def _number_formats(*more: str) -> ChoiceField:
    types = [(name, name) for name in ("float32", "bfloat16", "float16", *more)]
    return ChoiceField([("auto", _say("Automatic")), *types])


def _model() -> list[Entry]:
    return [
        Entry(
            "model.checkpoint",
            _say("Checkpoint"),
            TextField(_say("Built-in model")),
            _say(
                "Empty for the built-in model, a folder, or a Hugging Face name such as interlive/STRIDE-2B."
            ),
        ),
        Entry("model.device", _say("Runs on"), _devices()),
        Entry(
            "model.dtype",
            _say("Number format"),
            _number_formats("int8"),
            _say(
                "int8 is quicker on a CPU, for checkpoints like STRIDE-2B, and decides a little differently."
            ),
        ),
    ]


def _models() -> list[Entry]:
    offline = SwitchField(_say("Never ask the hub for anything: only what is on this computer is used"))
    hint = _say("Where downloads go, and whose subfolders count as models. Empty: Hugging Face's own cache.")
    return [
        Entry("models.folder", _say("Folder of models"), TextField(_say("Hugging Face's cache")), hint),
        Entry("models.offline", _say("Offline"), offline),
    ]


def _events() -> list[Entry]:
    seconds = _say(" s")
    return [
        Entry(
            "events.sustain_seconds",
            _say("Speak after"),
            _number("events.sustain_seconds", 1, seconds),
            _say("How long something must have been seen before it triggers."),
        ),
        Entry(
            "events.sustain_ratio",
            _say("Seen for at least"),
            _number("events.sustain_ratio", 0.05, decimals=2),
            _say("The part of that time in which it must have been seen; 1 is all of it."),
        ),
        Entry(
            "events.min_event_seconds",
            _say("Shortest event"),
            _number("events.min_event_seconds", 1, seconds),
            _say("What ended before it triggered is still told if it lasted this long."),
        ),
        Entry(
            "events.merge_gap_seconds",
            _say("Join across"),
            _number("events.merge_gap_seconds", 1, seconds),
            _say("Two appearances no further apart than this are one event."),
        ),
        Entry(
            "events.cooldown_seconds",
            _say("Quiet after an alert"),
            _number("events.cooldown_seconds", 5, seconds),
            _say("Events in this time are marked on the timeline but not told."),
        ),
    ]


def _alerts() -> list[Entry]:
    hide = _say("Say only that the moment has come, without request, picture and answer")
    tray = _say("Keep watching in the notification area when the window is closed")
    return [
        Entry("notifications.enabled", _say("Notify"), AlertField()),
        Entry(
            "notifications.in_front",
            _say("In front"),
            SwitchField(_say("Also while the window is in front")),
        ),
        Entry(
            "notifications.answer",
            _say("Answer"),
            SwitchField(_say("Add the first sentence of the answer")),
        ),
        Entry(
            "notifications.hide_content",
            _say("Hide content"),
            SwitchField(hide),
            _say("For a screen that others see, or a lock screen that shows notifications."),
        ),
        Entry("notifications.sound", _say("Sound"), SwitchField(_say("Play a short sound"))),
        Entry(
            "notifications.quiet",
            _say("Quiet hours"),
            SwitchField(_say("Neither show nor play anything at these times")),
            _say("Moments still get their cards. One notification tells of them afterwards."),
        ),
        Entry("notifications.quiet_from", _say("Quiet from"), TimeField()),
        Entry("notifications.quiet_to", _say("Quiet to"), TimeField()),
        Entry("notifications.keep_in_tray", _say("Closing"), SwitchField(tray)),
    ]


def _answers() -> list[Entry]:
    kinds = [
        ("report", _say("Built-in report: times and pictures, nothing is sent")),
        ("openai", _say("A model server (OpenAI-compatible: Ollama, llama.cpp, vLLM…)")),
        ("local", _say("A model in this program, nothing is sent")),
    ]
    return [
        Entry("responder.kind", _say("Who answers"), ChoiceField(kinds)),
        Entry("responder.base_url", _say("Server address"), TextField("http://localhost:11434/v1")),
        Entry("responder.model", _say("Model name"), SuggestionField(_say("such as qwen3-vl:8b"))),
        *_local_answers(),
        Entry("responder.max_images", _say("Pictures at most"), _whole("responder.max_images")),
        *_budget(),
        Entry(
            "responder.instruction",
            _say("Instruction"),
            InstructionField(usual_instruction("")),
            _say("The system prompt. The usual one follows the language of the request, your own does not."),
        ),
        _closing(),
    ]


def _closing() -> Entry:
    closings = [
        ("nothing", _say("Say on the card when it ended and how long it lasted")),
        ("ask", _say("Ask how it went on and how it ended, as well")),
    ]
    hint = _say("Asking costs a second answer for every moment that was told and ended while watched.")
    return Entry("responder.closing", _say("When it is over"), ChoiceField(closings), hint)


def _budget() -> list[Entry]:
    """What a model is given at once."""
    pixels, tokens = _say(" pixels"), _say(" tokens")
    video = SwitchField(_say("Send the pictures as one video"))
    return [
        Entry("responder.as_video", "", video, _say("For servers that take video_url parts, such as vLLM.")),
        Entry(
            "responder.picture_side",
            _say("Longer side"),
            _whole("responder.picture_side", 64, pixels, _say("Automatic")),
        ),
        Entry(
            "responder.context_tokens",
            _say("The model reads"),
            _whole("responder.context_tokens", 1024, tokens, _say("As many tokens as it says")),
        ),
        Entry(
            "responder.max_new_tokens",
            _say("Longest answer"),
            _whole("responder.max_new_tokens", 16, tokens),
            _say(
                "A model in this program stops there. A server is left that much room but not cut off, since "
                "some models think first."
            ),
        ),
    ]


def _local_answers() -> list[Entry]:
    """What a model in this program needs."""
    hint = _say(
        "A folder, or a Hugging Face name such as Qwen/Qwen3-VL-2B-Instruct; you are asked before one "
        "is downloaded. It is loaded for an answer and leaves memory ten minutes after the last one."
    )
    return [
        Entry("responder.checkpoint", _say("Model"), TextField(_say("Folder or Hugging Face name")), hint),
        Entry("responder.device", _say("Runs on"), _devices()),
        Entry("responder.dtype", _say("Number format"), _number_formats()),
    ]


def _detection() -> list[Entry]:
    return [
        Entry(
            "detection.frames_per_tick",
            _say("Decide every"),
            _whole("detection.frames_per_tick", 2, _say(" frames")),
            _say("One frame is taken each second. Fewer frames: quicker, more work."),
        ),
        Entry(
            "detection.max_window_frames",
            _say("Look back over"),
            _whole("detection.max_window_frames", 2, _say(" frames"), _say("Automatic")),
        ),
        Entry(
            "detection.unmasking_steps",
            _say("Refinement steps"),
            _whole("detection.unmasking_steps"),
            _say("In how many steps a decision is refined. More: steadier, more work."),
        ),
        Entry(
            "detection.confidence_threshold",
            _say("Carry decisions forward above"),
            _number("detection.confidence_threshold", 0.05, none=_say("Never"), decimals=2),
        ),
        Entry(
            "detection.margin_seconds",
            _say("An event is over after"),
            _number("detection.margin_seconds", 0.5, _say(" s")),
        ),
        Entry(
            "detection.max_frame_tokens",
            _say("Detail per picture"),
            _whole("detection.max_frame_tokens", 16, _say(" tokens")),
            _say("Only for models that read pictures as tokens, such as STRIDE-2B."),
        ),
        *_approximations(),
    ]


def _approximations() -> list[Entry]:
    """What is quicker, or earlier, at the price of exactness."""
    return [
        Entry(
            "detection.decide_at_once",
            _say("Stop refining when sure above"),
            _number("detection.decide_at_once", 0.05, none=_say("Never"), decimals=2),
            _say("Leaves out refinement steps once everything undecided is this clear. Quicker, less exact."),
        ),
        Entry(
            "detection.provisional",
            _say("In between"),
            SwitchField(_say("Look at every single frame, for earlier alerts")),
            _say("Alerts may come a second earlier, at about twice the work. What is shown stays the same."),
        ),
    ]


def _privacy() -> list[Entry]:
    kept = [
        ("nothing", _say("Nothing")),
        ("spans", _say("Spans: what was detected, when, and the answers")),
        ("frames", _say("Pictures too: one for every second")),
    ]
    return [
        Entry(
            "keeping.what",
            _say("Keep"),
            ChoiceField(kept),
            _say("Stays on this computer, in a folder that only you can read."),
        ),
        Entry(
            "keeping.budget_gb",
            _say("At most"),
            _number("keeping.budget_gb", 1, _say(" GB")),
            _say("Beyond that the oldest sessions are deleted, but never starred ones."),
        ),
    ]


def _power() -> list[Entry]:
    usual = ("usual", _say("Watch as usual"))
    slower = ("slower", _say("Decide less often"))
    screens = ("screens", _say("Pause if a screen is watched, else as usual"))
    pause = ("pause", _say("Pause"))
    return [
        Entry(
            "power.battery",
            _say("On battery"),
            ChoiceField([usual, slower, pause]),
            _say(
                "Deciding less often means every fourth time: far less is computed, and alerts may come some "
                "seconds later. No picture is left out."
            ),
        ),
        Entry(
            "power.locked",
            _say("While the screen is locked"),
            ChoiceField([usual, slower, screens, pause]),
            _say(
                "A locked screen shows nothing worth watching; a camera can go on while you are away. "
                "Watching goes on by itself afterwards."
            ),
        ),
    ]


def _appearance() -> list[Entry]:
    schemes = [("system", _say("Like the system")), ("light", _say("Light")), ("dark", _say("Dark"))]
    return [
        Entry("appearance.scheme", _say("Colours"), ChoiceField(schemes)),
    ]
