"""A vision-language model behind a server with the OpenAI chat format.

That is llama.cpp, Ollama, LM Studio, vLLM and most hosted services.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import httpx

from stride_desktop.core.answers import AnswerRequest, CutOff, Thought, Usage
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.base import Piece
from stride_desktop.responders.budget import Budgeted, plan_for
from stride_desktop.responders.chunk import Chunk
from stride_desktop.responders.completion import chunks
from stride_desktop.responders.context import ContextSizes
from stride_desktop.responders.failures import Explainer, ServerError, is_outage
from stride_desktop.responders.hosts import chat_url, host_of, models_url
from stride_desktop.responders.interruptible import await_result, iterate
from stride_desktop.responders.prompt import messages
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer, Timeouts

LIMITS = ("max_tokens", "max_completion_tokens")
_PATIENCE = Timeouts(connect=5.0, silence=10.0, document=10.0)
"""For `reach`: a server in order lists its models at once."""

_LONGEST_REFUSAL = 1000
"""Most characters of a refusal."""


@dataclass(frozen=True)
class OpenAICompatibleResponder(Budgeted):
    """Sends the evidence to a chat-completions server and streams its answer.

    budget: without a context size, the server is asked for it. as_video: the frames are sent as one video;
    few servers take that. contexts: the context sizes that servers have stated.
    """

    server: ModelServer
    model: str
    as_video: bool = False
    contexts: ContextSizes = field(default_factory=ContextSizes, repr=False)
    remote = True

    @property
    def name(self) -> str:
        """The model and its host."""
        try:
            return f"{self.model} ({host_of(chat_url(self.server.base_url))})"
        except ResponderError:
            return self.model

    def context(self, cancelled: Callable[[], bool]) -> int | None:
        """As the server states it. Raises Cancelled, and ResponderError without consent."""
        return self.contexts.of(self.server, self.model, cancelled)

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:
        """Yield the answer as it arrives.

        `cancelled` is honoured within a fifth of a second, also while the server is silent; the
        connection is then closed, which tells the server to stop. Raises ResponderError.
        """
        url = self.server.permitted_url()
        secrets = (request.query, request.instruction, request.question, request.answer_style)
        explain = replace(self.server.explainer(self.model, *secrets), as_video=self.as_video)
        body = {"model": self.model, "messages": messages(request, as_video=self.as_video), "stream": True}
        options = self._options(request)
        self._counted[:] = [Usage(len(request.evidence))]
        while True:
            spoken = False
            try:
                for piece in iterate(self._stream(url, body | options, explain), cancelled):
                    spoken = True
                    yield piece
                return
            except ServerError as error:
                fewer = without_refused(options, error)
                if spoken or fewer is None:
                    raise
                options = fewer

    def _options(self, request: AnswerRequest) -> dict[str, object]:
        """Optional members of the body, which some servers refuse."""
        tokens = self.budget.answer
        context = self.budget.context or self.contexts.known(self.server, self.model)
        if context is not None:  # some servers refuse to be asked for more than there is room for
            tokens = max(1, min(tokens, context - plan_for(self.budget, request).tokens))
        return {"max_tokens": tokens, "stream_options": {"include_usage": True}}

    def reach(self, cancelled: Callable[[], bool]) -> None:
        """Ask for the list of models; only a failure of the server itself counts.

        Raises ResponderError when it is still out of order, or may not be asked, and Cancelled soon after
        `cancelled` turns true.
        """
        await_result(self._look, cancelled)

    async def _look(self) -> None:
        server = replace(self.server, timeouts=_PATIENCE)
        try:
            await server.fetch(models_url(server.permitted_url()), server.explainer(""))
        except ServerError as error:
            if is_outage(error):
                raise

    async def _stream(
        self, url: httpx.URL, body: dict[str, object], explain: Explainer
    ) -> AsyncGenerator[Piece, None]:
        # Plain ASCII: httpx's own encoder can fail on a lone surrogate and would quote the whole request.
        content = json.dumps(body).encode()
        whole = _AnswerParts()
        async with self.server.exchange("POST", url, explain, content) as response:
            try:
                async with aclosing(chunks(response.aiter_bytes())) as found:
                    async for chunk in found:
                        if chunk.prompt is not None and chunk.answer is not None:
                            self._counted[:] = [Usage(self._counted[0].images, chunk.prompt, chunk.answer)]
                        for piece in whole.take(chunk):
                            yield piece
            except httpx.HTTPError:
                if not whole.finished:
                    raise
        if whole.refusal:
            raise explain.refused(whole.refusal)
        if whole.tool and not whole.spoken:
            raise explain.called(whole.tool)
        if whole.cut_off is not None:
            yield whole.cut_off
        elif not whole.spoken:
            raise explain.empty()


class _AnswerParts:
    """The parts of an answer, collected from its chunks."""

    def __init__(self) -> None:
        self.spoken = self.finished = False
        self.refusal = self.tool = ""
        self.cut_off: CutOff | None = None

    def take(self, chunk: Chunk) -> Iterator[Piece]:
        """The pieces of an answer in a chunk."""
        if chunk.thought:
            yield Thought(chunk.thought)
        if chunk.text:
            yield chunk.text
        self.spoken |= bool(chunk.text or chunk.thought)
        self.finished |= chunk.finished
        self.refusal = (self.refusal + chunk.refusal)[:_LONGEST_REFUSAL]
        self.tool = self.tool or chunk.tool
        self.cut_off = self.cut_off or chunk.cut_off


def without_refused(options: dict[str, object], error: ServerError) -> dict[str, object] | None:
    """The options without those that a server refused; None when it refused none.

    The limit on tokens has two names: some hosted models refuse the first, older servers ignore the second.
    """
    if error.status not in (0, 400, 422):
        return None
    said = f"{error.what} {error.detail}"
    too_long = error.verdict is ServerVerdict.CONTEXT_TOO_SMALL
    if LIMITS[0] in options and LIMITS[1] in said and not too_long:
        return {LIMITS[1] if name == LIMITS[0] else name: value for name, value in options.items()}
    refused = [name for name in options if name in said]
    if too_long and "completion" in said:  # there is room for the frames, but not for that long an answer
        refused += LIMITS
    left = {name: value for name, value in options.items() if name not in refused}
    return left if len(left) < len(options) else None
