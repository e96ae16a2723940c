"""The parts of the window that every controller of answers uses."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.chat import ChatPanel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.pipeline.answer_store import AnswerStore


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What is watched, the answers and their queue, where they are shown, and the preview with its clock."""

    live: LiveController
    store: AnswerStore
    queue: AnswerQueue
    chat: ChatPanel
    preview: PreviewController
