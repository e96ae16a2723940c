"""Any vision-language model behind a server that speaks the OpenAI chat format.

That is llama.cpp, Ollama, LM Studio, vLLM and most hosted services.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.completion import NotAnAnswer, ServerComplaint, pieces
from stride_desktop.responders.failures import Explainer
from stride_desktop.responders.hosts import chat_url, host_of, is_local_host
from stride_desktop.responders.interruptible import iterate
from stride_desktop.responders.prompt import messages

_MAX_ERROR_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. connect: to reach the server; silence: without a byte (models may take long to load)."""

    connect: float = 5.0
    silence: float = 120.0


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
    timeouts: Timeouts = Timeouts()
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
        url = self._permitted_url()
        headers = self._headers()
        # Plain ASCII: httpx's own encoder can fail on a lone surrogate and would quote the whole request.
        content = json.dumps({"model": self.model, "messages": messages(request), "stream": True}).encode()
        explain = Explainer(
            server=f"{url.scheme}://{url.netloc.decode('ascii')}",
            model=self.model,
            silence=self.timeouts.silence,
            secrets=tuple(filter(None, (self._key(), request.query.strip(), request.instruction.strip()))),
        )
        yield from iterate(self._stream(url, headers, content, explain), cancelled)

    def _permitted_url(self) -> httpx.URL:
        url = chat_url(self.base_url)
        host = host_of(url)
        if is_local_host(url) or host in {consented.lower() for consented in self.consented_hosts}:
            return url
        raise ResponderError(
            f"Nothing was sent: you have not agreed to send frames to {host}.",
            "Agree to it in the settings, or use a model server on this machine.",
        )

    def _key(self) -> str:
        return (self.api_key or "").strip()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if key := self._key():
            if not (key.isascii() and key.isprintable()):
                raise ResponderError("The key contains characters that no key has.", "Copy it once more.")
            headers["Authorization"] = f"Bearer {key}"
        return headers

    def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        timeout = httpx.Timeout(self.timeouts.silence, connect=self.timeouts.connect)
        try:
            return httpx.AsyncClient(
                timeout=timeout, trust_env=not is_local_host(url), follow_redirects=False
            )
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
            raise ResponderError(
                "The proxy or certificate settings of this machine cannot be used.",
                "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
                type(error).__name__,
            ) from None

    async def _stream(
        self, url: httpx.URL, headers: dict[str, str], content: bytes, explain: Explainer
    ) -> AsyncGenerator[str, None]:
        try:
            async with (
                self._client(url) as client,
                client.stream("POST", url, headers=headers, content=content) as response,
            ):
                body = response.aiter_bytes()
                if not response.is_success:
                    raise explain.status(response.status_code, await _beginning(body))
                spoken = False
                async with aclosing(pieces(body)) as texts:
                    async for text in texts:
                        spoken = True
                        yield text
                if not spoken:
                    raise explain.empty()
        except (httpx.HTTPError, NotAnAnswer, ServerComplaint) as error:
            raise explain.error(error) from None


async def _beginning(body: AsyncIterator[bytes]) -> bytes:
    beginning = b""
    async for chunk in body:
        beginning += chunk
        if len(beginning) > _MAX_ERROR_BYTES:
            break
    return beginning
