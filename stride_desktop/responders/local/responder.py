"""A vision-language model of this process as a responder. Nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stride_desktop.checkpoints.folder import short_name
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.answers import AnswerRequest, Usage
from stride_desktop.core.errors import Cancelled
from stride_desktop.responders.base import Piece
from stride_desktop.responders.budget import Budgeted
from stride_desktop.responders.local.choice import LocalChoice
from stride_desktop.responders.local.models import LocalModels
from stride_desktop.responders.prompt import Message, messages


@dataclass(frozen=True)
class LocalResponder(Budgeted):
    """Answers with a checkpoint, which is loaded when needed.

    budget: without a context size, that of the model. models: holds the loaded model between answers.
    """

    choice: LocalChoice
    models: LocalModels = field(default_factory=LocalModels, repr=False)

    @property
    def name(self) -> str:
        """The checkpoint's short name."""
        return short_name(self.choice.checkpoint)

    def context(self, cancelled: Callable[[], bool]) -> int | None:
        """As the checkpoint's config states it. Raises ResponderError and Cancelled while loading."""
        with self.models.borrowed(self.choice, _ignore_progress, cancelled) as model:
            return model.context

    def prepare(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Load the model unless it is loaded. Raises ResponderError; returns early when cancelled."""
        try:
            with self.models.borrowed(self.choice, progress, cancelled):
                pass
        except Cancelled:
            return

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:
        """Yield the answer as it is generated. Raises ResponderError.

        `cancelled` is honoured within one token, while downloading within one piece of a file.
        """
        if cancelled():
            return
        try:
            with self.models.borrowed(self.choice, _ignore_progress, cancelled) as model:
                yield from model.answer(in_parts(request), self.budget.answer, cancelled)
                prompt, answer = model.counted
                self._counted[:] = [Usage(len(request.evidence), prompt, answer)]
        except Cancelled:
            return


def in_parts(request: AnswerRequest) -> list[Message]:
    """Chat messages whose content is always a list, which the templates of all families take."""
    chat = messages(request, lambda image: {"type": "image", "image": image})
    for message in chat:
        if isinstance(text := message["content"], str):
            message["content"] = [{"type": "text", "text": text}]
    return chat


def _ignore_progress(_what: str, _share: float | None) -> None:
    """Progress callback that does nothing."""
