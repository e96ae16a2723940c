"""Which settings there are, in which section, under which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from stride_desktop.app.settings_fields import (
    ChoiceField,
    Field,
    LongTextField,
    NumberField,
    SuggestionField,
    SwitchField,
    TextField,
    WholeField,
)
from stride_desktop.core.settings import RANGES


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
        _say("Model"): _model(),
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


def _alerts() -> list[Entry]:
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
        Entry(
            "responder.instruction",
            _say("Instruction"),
            LongTextField(_say("How it should answer, for example: “One short sentence.”")),
        ),
    ]


def _local_answers() -> list[Entry]:
    """What a model in this program needs."""
    hint = _say(
        "A folder, or a Hugging Face name such as Qwen/Qwen3-VL-2B-Instruct, which is downloaded when the "
        "first answer is due. It is loaded for an answer and leaves memory ten minutes after the last one."
    )
    tokens = _whole("responder.max_new_tokens", 16, _say(" tokens"))
    return [
        Entry("responder.checkpoint", _say("Model"), TextField(_say("Folder or Hugging Face name")), hint),
        Entry("responder.device", _say("Runs on"), _devices()),
        Entry("responder.dtype", _say("Number format"), _number_formats()),
        Entry("responder.max_new_tokens", _say("Longest answer"), tokens),
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
    notify = SwitchField(_say("Show a desktop notification while the window is not in front"))
    return [
        Entry("appearance.scheme", _say("Colours"), ChoiceField(schemes)),
        Entry("appearance.notifications", _say("Alerts"), notify),
    ]
