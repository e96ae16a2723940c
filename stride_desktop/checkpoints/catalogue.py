"""The models that the program offers by name. The hub's own figures take precedence over these."""

from __future__ import annotations

from dataclasses import dataclass

WATCHES, ANSWERS = "activation", "answers"
"""The two kinds of model: WATCHES decides when to answer, ANSWERS writes the answer."""


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """A repository of the hub. billions: estimated number of parameters, for when the hub is offline."""

    repo_id: str
    kind: str
    billions: float
    licence: str
    gated: bool = False

    @property
    def about_bytes(self) -> int:
        """An estimate of the download: two bytes for each parameter."""
        return round(self.billions * 2e9)


OFFERS = (
    ModelOffer("interlive/STRIDE-2B", WATCHES, 2.1, "apache-2.0"),
    ModelOffer("interlive/STRIDE-4B", WATCHES, 4.4, "apache-2.0"),
    ModelOffer("Qwen/Qwen3-VL-2B-Instruct", ANSWERS, 2.1, "apache-2.0"),
    ModelOffer("OpenGVLab/InternVL3-1B-hf", ANSWERS, 0.9, "apache-2.0"),
    ModelOffer("OpenGVLab/InternVL3-2B-hf", ANSWERS, 2.1, "apache-2.0"),
    ModelOffer("google/gemma-3-4b-it", ANSWERS, 4.3, "gemma", gated=True),
)


def offer_of(repo_id: str) -> ModelOffer | None:
    """The offer with this repository id, or None."""
    return next((offer for offer in OFFERS if offer.repo_id == repo_id), None)
