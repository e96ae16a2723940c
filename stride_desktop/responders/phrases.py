"""The sentences of a prompt, in the language of the request: one resource file for each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from stride_desktop.core.language import language_of
from stride_desktop.resources import resource
from stride_desktop.responders.wording import duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The instruction, and sentences with times and lengths in the places {0}, {1}, {2} and {3}.

    instruction: the usual system prompt. request, answer_style, question: with the words of the user.
    lasting, over: when the event began, and that it goes on or when it ended; already_lasting, already_over:
    the same where it was so from the first frame on. now, stretch: the time of the question, and the range
    that it is about. pictures, video, nothing: before the frames. units: of hour, minute, second, as symbols,
    which need no plural; None: lengths are written out, in English.
    """

    instruction: str
    request: str
    answer_style: str
    lasting: str
    over: str
    already_lasting: str
    already_over: str
    now: str
    stretch: str
    question: str
    pictures: str
    video: str
    nothing: str
    units: tuple[str, ...] | None = None

    def length(self, seconds: float) -> str:
        """A length such as "2 min 5 s"; from one hour on without seconds."""
        if self.units is None:
            return duration(seconds)
        hours, minutes = divmod(round(seconds / 60), 60) if seconds >= 3600 else (0, int(seconds) // 60)
        left = 0 if hours else int(seconds) % 60
        numbers = zip((hours, minutes, left), self.units, strict=True)
        parts = [f"{number} {unit}" for number, unit in numbers if number]
        return " ".join(parts) or f"< 1 {self.units[2]}"


def phrases_for(request: str) -> Phrases:
    """The phrases that go with a request; in English where its language is not clear."""
    return _phrases(language_of(request) or "en")


@cache
def _phrases(code: str) -> Phrases:
    with resource("prompts", f"{code}.toml").open("rb") as file:
        texts = tomllib.load(file)
    units = tuple(texts.pop("units", ()))
    return Phrases(**texts, units=units or None)
