"""Any vision-language model behind a server that speaks the OpenAI chat format.

That is llama.cpp, Ollama, LM Studio, vLLM and most hosted services.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.completion import pieces
from stride_desktop.responders.failures import Explainer
from stride_desktop.responders.hosts import chat_url, host_of
from stride_desktop.responders.interruptible import iterate
from stride_desktop.responders.outage import reach
from stride_desktop.responders.prompt import messages
from stride_desktop.responders.server import ModelServer, Timeouts


@dataclass(frozen=True)
class OpenAICompatibleResponder:
    """Sends the evidence to a chat-completions server and streams its answer.

    base_url: see `hosts.chat_url` for what is accepted.
    consented_hosts: hosts, as `hosts.host_of` gives them, that frames may be sent to. This machine
        needs no consent; for any other host nothing at all is sent without it.
    Redirects are never followed. Proxies from the environment are not used for this machine.
    """

    base_url: str = field(repr=False)
    model: str
    api_key: str | None = field(default=None, repr=False)
    consented_hosts: frozenset[str] = frozenset()
    timeouts: Timeouts = field(default_factory=Timeouts)
    max_images: int = 8

    @property
    def name(self) -> str:
        """The model and its host."""
        try:
            return f"{self.model} ({host_of(chat_url(self.base_url))})"
        except ResponderError:
            return self.model

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the answer as it arrives.

        `cancelled` is honoured within a fifth of a second, also while the server is silent; the
        connection is then closed, which tells the server to stop. Raises ResponderError.
        """
        server = ModelServer(self.base_url, self.api_key, self.consented_hosts, self.timeouts)
        url = server.permitted_url()
        # Plain ASCII: httpx's own encoder can fail on a lone surrogate and would quote the whole request.
        content = json.dumps({"model": self.model, "messages": messages(request), "stream": True}).encode()
        explain = server.explainer(self.model, request.query, request.instruction)
        yield from iterate(_stream(server, url, content, explain), cancelled)

    def reach(self, cancelled: Callable[[], bool]) -> None:
        """Find out whether the server is there; see `outage.reach`. Raises ResponderError and Cancelled."""
        reach(ModelServer(self.base_url, self.api_key, self.consented_hosts, self.timeouts), cancelled)


async def _stream(
    server: ModelServer, url: httpx.URL, content: bytes, explain: Explainer
) -> AsyncGenerator[str, None]:
    async with server.exchange("POST", url, explain, content) as response:
        spoken = False
        async with aclosing(pieces(response.aiter_bytes())) as texts:
            async for text in texts:
                spoken = True
                yield text
        if not spoken:
            raise explain.empty()
