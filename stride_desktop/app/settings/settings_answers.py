"""The settings about answers: who gives them, from what, and how."""

from __future__ import annotations

from stride_desktop.app.settings.fields import ChoiceField, SuggestionField, SwitchField, TextField
from stride_desktop.app.settings.instruction_field import InstructionField
from stride_desktop.app.settings.settings_entry import Entry, devices, number, number_formats, whole
from stride_desktop.responders.instructions import usual_instruction


def answer_entries() -> list[Entry]:
    """In the order in which they are shown."""
    kinds = [
        ("report", "Built-in report: times and pictures, nothing is sent"),
        ("openai", "A model server (OpenAI-compatible: Ollama, llama.cpp, vLLM…)"),
        ("local", "A model in this program, nothing is sent"),
    ]
    return [
        Entry("responder.kind", "Who answers", ChoiceField(kinds)),
        Entry("responder.base_url", "Server address", TextField("http://localhost:11434/v1")),
        Entry("responder.model", "Model name", SuggestionField("such as qwen3-vl:8b")),
        *_local_answers(),
        Entry("responder.max_images", "Pictures at most", whole("responder.max_images")),
        *_budget(),
        Entry(
            "responder.instruction",
            "Instruction",
            InstructionField(usual_instruction("")),
            "The system prompt. The usual one follows the language of the request, your own does not.",
        ),
        _closing(),
    ]


def _closing() -> Entry:
    closings = [
        ("nothing", "Say on the card when it ended and how long it lasted"),
        ("ask", "Ask how it went on and how it ended, as well"),
    ]
    hint = "Asking costs a second answer for every moment that was told and ended while watched."
    return Entry("responder.closing", "When it is over", ChoiceField(closings), hint)


def _budget() -> list[Entry]:
    """What a model is given at once."""
    pixels, tokens = " pixels", " tokens"
    video = SwitchField("Send the pictures as one video")
    return [
        Entry("responder.as_video", "", video, "For servers that take video_url parts, such as vLLM."),
        Entry(
            "responder.picture_side", "Longer side", whole("responder.picture_side", 64, pixels, "Automatic")
        ),
        Entry(
            "responder.context_tokens",
            "The model reads",
            whole("responder.context_tokens", 1024, tokens, "As many tokens as it says"),
        ),
        *_limits(),
    ]


def _limits() -> list[Entry]:
    """Where an answer ends that does not end by itself."""
    seconds = " s"
    return [
        Entry(
            "responder.answer_tokens",
            "Longest answer",
            whole("responder.answer_tokens", 16, " tokens"),
            "It is cut off there, and its card says so. What a model thinks first counts as well.",
        ),
        Entry(
            "responder.silence_seconds",
            "Longest silence",
            number("responder.silence_seconds", 10, seconds, decimals=0),
            "The longest wait for a word: for the first one, and between two.",
        ),
        Entry(
            "responder.answer_seconds",
            "Longest time",
            number("responder.answer_seconds", 60, seconds, decimals=0),
            "An answer that takes longer is cut off, and the next moment gets its turn.",
        ),
    ]


def _local_answers() -> list[Entry]:
    """What a model in this program needs."""
    hint = (
        "A folder, or a Hugging Face name such as Qwen/Qwen3-VL-2B-Instruct; you are asked before one "
        "is downloaded. It is loaded for an answer and leaves memory ten minutes after the last one."
    )
    return [
        Entry("responder.checkpoint", "Model", TextField("Folder or Hugging Face name"), hint),
        Entry("responder.device", "Runs on", devices()),
        Entry("responder.dtype", "Number format", number_formats()),
    ]
