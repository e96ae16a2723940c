"""Any vision-language model behind a server that speaks the OpenAI chat format.

That is llama.cpp, Ollama, LM Studio, vLLM and most hosted services.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import httpx

from stride_desktop.core.answers import AnswerRequest, Usage
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.budgeted import Budgeted
from stride_desktop.responders.completion import chunks, text_of
from stride_desktop.responders.context import ContextSizes
from stride_desktop.responders.failures import Explainer, ServerError
from stride_desktop.responders.hosts import chat_url, host_of
from stride_desktop.responders.interruptible import iterate
from stride_desktop.responders.outage import reach
from stride_desktop.responders.prompt import messages
from stride_desktop.responders.server import ModelServer, Timeouts


@dataclass(frozen=True)
class OpenAICompatibleResponder(Budgeted):
    """Sends the evidence to a chat-completions server and streams its answer.

    base_url: see `hosts.chat_url` for what is accepted.
    consented_hosts: hosts, as `hosts.host_of` gives them, that frames may be sent to. This machine
        needs no consent; for any other host nothing at all is sent without it.
    budget: what the model may be given; without a context size the server is asked for it.
    as_video: the frames are sent as one video; few servers take that. contexts: remembers what servers told.
    Redirects are never followed. Proxies from the environment are not used for this machine.
    """

    base_url: str = field(repr=False)
    model: str
    api_key: str | None = field(default=None, repr=False)
    consented_hosts: frozenset[str] = frozenset()
    timeouts: Timeouts = field(default_factory=Timeouts)
    as_video: bool = False
    contexts: ContextSizes = field(default_factory=ContextSizes, repr=False)

    @property
    def name(self) -> str:
        """The model and its host."""
        try:
            return f"{self.model} ({host_of(chat_url(self.base_url))})"
        except ResponderError:
            return self.model

    def context(self, cancelled: Callable[[], bool]) -> int | None:
        """What the server tells, or told before. Raises Cancelled, and ResponderError without consent."""
        return self.contexts.of(self._server, self.model, cancelled)

    @property
    def _server(self) -> ModelServer:
        return ModelServer(self.base_url, self.api_key, self.consented_hosts, self.timeouts)

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the answer as it arrives.

        `cancelled` is honoured within a fifth of a second, also while the server is silent; the
        connection is then closed, which tells the server to stop. Raises ResponderError.
        """
        server = self._server
        url = server.permitted_url()
        secrets = (request.query, request.instruction, request.question, request.manner)
        explain = replace(server.explainer(self.model, *secrets), as_video=self.as_video)
        body = {"model": self.model, "messages": messages(request, as_video=self.as_video), "stream": True}
        counting = body | {"stream_options": {"include_usage": True}}
        self._counted[:] = [Usage(len(request.evidence))]
        try:
            yield from iterate(self._stream(server, url, counting, explain), cancelled)
        except ServerError as error:
            if not _refuses_to_count(error):
                raise
            yield from iterate(self._stream(server, url, body, explain), cancelled)

    def reach(self, cancelled: Callable[[], bool]) -> None:
        """Find out whether the server is there; see `outage.reach`. Raises ResponderError and Cancelled."""
        reach(self._server, cancelled)

    async def _stream(
        self, server: ModelServer, url: httpx.URL, body: dict[str, object], explain: Explainer
    ) -> AsyncGenerator[str, None]:
        # Plain ASCII: httpx's own encoder can fail on a lone surrogate and would quote the whole request.
        content = json.dumps(body).encode()
        async with server.exchange("POST", url, explain, content) as response:
            spoken = False
            async with aclosing(chunks(response.aiter_bytes())) as found:
                async for chunk in found:
                    self._count(chunk.get("usage"))
                    if text := text_of(chunk):
                        spoken = True
                        yield text
            if not spoken:
                raise explain.empty()

    def _count(self, told: object) -> None:
        if isinstance(told, dict):
            prompt, answer = told.get("prompt_tokens"), told.get("completion_tokens")
            if isinstance(prompt, int) and isinstance(answer, int):
                self._counted[:] = [replace(self._counted[0], prompt=prompt, answer=answer)]


def _refuses_to_count(error: ServerError) -> bool:
    """The server refuses the option that asks it to count tokens, as some do with what they don't know."""
    return error.status in (400, 422) and "stream_options" in f"{error.what} {error.detail}"
