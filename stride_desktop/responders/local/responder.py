"""A vision-language model of this process as a responder. Nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from stride_desktop.checkpoints.folder import short_name
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.answers import AnswerRequest, Usage
from stride_desktop.core.errors import Cancelled
from stride_desktop.core.frames import Image
from stride_desktop.responders.budget import Budget, fit
from stride_desktop.responders.local.choice import LocalChoice
from stride_desktop.responders.local.models import LocalModels
from stride_desktop.responders.prompt import Message, messages


@dataclass(frozen=True)
class LocalResponder:
    """Lets a checkpoint answer; loads it when it is not loaded yet.

    budget: what the model may be given; its answer is cut off there, and without a context size the model's
    own counts. models: holds the loaded model from answer to answer.
    """

    choice: LocalChoice
    models: LocalModels = field(default_factory=LocalModels, repr=False)
    budget: Budget = field(default_factory=Budget)
    _counted: list[Usage] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The checkpoint's short name."""
        return short_name(self.choice.checkpoint)

    @property
    def max_images(self) -> int:
        """Frames at most."""
        return self.budget.pictures

    @property
    def usage(self) -> Usage | None:
        """What the last answer took."""
        return self._counted[-1] if self._counted else None

    def fitted(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> AnswerRequest:
        """The frames that fit into the model's context, at the size that fits. Raises as `respond` does."""
        budget = self.budget
        if budget.context is None:
            with self.models.borrowed(self.choice, _unheard, cancelled) as model:
                budget = replace(budget, context=model.context)
        return fit(budget, request)

    def prepare(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Load the model unless it is loaded. Raises ResponderError; returns early when cancelled."""
        try:
            with self.models.borrowed(self.choice, progress, cancelled):
                pass
        except Cancelled:
            return

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the answer as it is generated. Raises ResponderError.

        `cancelled` is honoured within one token, while downloading within one piece of a file.
        """
        if cancelled():
            return
        try:
            with self.models.borrowed(self.choice, _unheard, cancelled) as model:
                yield from model.answer(_in_parts(request), self.budget.answer, cancelled)
                prompt, answer = model.counted
                self._counted[:] = [Usage(len(request.evidence), prompt, answer)]
        except Cancelled:
            return


def _in_parts(request: AnswerRequest) -> list[Message]:
    """Chat messages whose content is always a list, which the templates of all families take."""
    chat = messages(request, _as_pixels)
    for message in chat:
        if isinstance(text := message["content"], str):
            message["content"] = [{"type": "text", "text": text}]
    return chat


def _as_pixels(image: Image) -> Message:
    return {"type": "image", "image": image}


def _unheard(_what: str, _share: float | None) -> None:
    """Progress that nobody asked for."""
