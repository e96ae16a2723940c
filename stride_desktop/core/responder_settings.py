"""The settings of the responder."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.answers import AnswerLimits
from stride_desktop.core.setting import Choice, Number, Section, Switch, Text, Whole, setting

DEVICES = {
    "auto": "Automatic",
    "cpu": "Processor (CPU)",
    "cuda": "NVIDIA graphics card (CUDA)",
    "mps": "Apple graphics (MPS)",
}
DTYPES = {"auto": "Automatic"} | {name: name for name in ("float32", "bfloat16", "float16")}


@dataclass(frozen=True, slots=True)
class ResponderSettings(Section):
    """Settings of the responder. `responders.kinds` lists the fields that apply to each kind.

    checkpoint: of a model in this process, a folder or a Hugging Face repository id. consented_hosts: hosts
    other than this machine to which frames and requests may be sent. picture_side: None follows the model's
    limit. context_tokens: None takes the model's own limit. closing: the request made when an event that
    triggered has ended.
    """

    kind: str = setting("report", "Who answers", Text(), gates=True)
    base_url: str = setting("http://localhost:11434/v1", "Server address", Text("http://localhost:11434/v1"))
    model: str = setting("", "Model name", Text("such as qwen3-vl:8b"), flag="--responder-model")
    checkpoint: str = setting(
        "",
        "Model",
        Text("Folder or Hugging Face name"),
        "A folder, or a Hugging Face name such as Qwen/Qwen3-VL-2B-Instruct; you are asked before one "
        "is downloaded. It is loaded for an answer and leaves memory ten minutes after the last one.",
    )
    device: str = setting("auto", "Runs on", Choice(DEVICES))
    dtype: str = setting("auto", "Number format", Choice(DTYPES))
    max_images: int = setting(8, "Pictures at most", Whole(1, 64), flag="--max-images")
    as_video: bool = setting(
        False,
        "",
        Switch("Send the pictures as one video"),
        "For servers that take video_url parts, such as vLLM.",
        flag="--as-video",
    )
    picture_side: int | None = setting(
        None, "Longer side", Whole(128, 1024, 64, " pixels", "Automatic"), flag="--picture-side"
    )
    context_tokens: int | None = setting(
        None,
        "The model reads",
        Whole(1024, 1_048_576, 1024, " tokens", "The model's own limit"),
        flag="--context-tokens",
    )
    answer_tokens: int = setting(
        AnswerLimits().tokens,
        "Longest answer",
        Whole(16, 32768, 16, " tokens"),
        "It is cut off there, and its card shows that. The model's thinking counts as well.",
    )
    silence_seconds: float = setting(
        AnswerLimits().silence,
        "Longest silence",
        Number(5, 3600, 10, " s", decimals=0),
        "The longest wait for a word: for the first one, and between two.",
    )
    answer_seconds: float = setting(
        AnswerLimits().seconds,
        "Longest time",
        Number(10, 7200, 60, " s", decimals=0),
        "An answer that takes longer is cut off, and the next moment gets its turn.",
    )
    instruction: str = setting(
        "",
        "Instruction",
        Text(),
        "The system prompt. The usual one follows the language of the request, your own does not.",
        flag="--instruction",
    )
    closing: str = setting(
        "nothing",
        "When it is over",
        Choice(
            {
                "nothing": "Say on the card when it ended and how long it lasted",
                "ask": "Ask how it went on and how it ended, as well",
            }
        ),
        "This costs a second answer for every event that triggered and ended while watching.",
    )
    consented_hosts: tuple[str, ...] = ()

    @property
    def limits(self) -> AnswerLimits:
        """The limits of an answer."""
        return AnswerLimits(self.answer_tokens, self.silence_seconds, self.answer_seconds)
