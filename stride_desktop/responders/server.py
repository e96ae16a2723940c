"""A model server: its address, its key, and whether the user allowed to send to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx

from stride_desktop.core.errors import ResponderError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.responders.complaints import ServerComplaint, complaint_of
from stride_desktop.responders.completion import MAX_DOCUMENT_BYTES, NotAnAnswer, beginning
from stride_desktop.responders.failures import Explainer
from stride_desktop.responders.hosts import chat_url, host_of, is_local_host

_MAX_ERROR_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. connect: to reach the server; silence: without a byte (models may take long to load).

    document: for a small document in all, such as the list of models.
    """

    connect: float = 5.0
    silence: float = 120.0
    document: float = 15.0


@dataclass(frozen=True)
class ModelServer:
    """A server that speaks the OpenAI chat format.

    base_url: see `hosts.chat_url` for what is accepted.
    consented_hosts: hosts, as `hosts.host_of` gives them, that frames may be sent to. This machine
        needs no consent; for any other host nothing at all is sent without it.
    Redirects are never followed. Proxies from the environment are not used for this machine.
    """

    base_url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    consented_hosts: frozenset[str] = frozenset()
    timeouts: Timeouts = field(default_factory=Timeouts)

    def permitted_url(self) -> httpx.URL:
        """The URL of chat requests. Raises ResponderError for a bad address and a host without consent."""
        url = chat_url(self.base_url)
        host = host_of(url)
        if is_local_host(url) or host in {consented.lower() for consented in self.consented_hosts}:
            return url
        raise ResponderError(
            f"Nothing was sent: you have not agreed to send frames to {host}.",
            "Agree to it in the settings, or use a model server on this machine.",
        )

    def explainer(self, model: str, *secrets: str) -> Explainer:
        """The Explainer of this server; it leaves out the texts in `secrets`, and the key."""
        url = chat_url(self.base_url)
        return Explainer(
            server=f"{url.scheme}://{url.netloc.decode('ascii')}",
            model=model,
            silence=self.timeouts.silence,
            secrets=tuple(filter(None, (self._key(), *(secret.strip() for secret in secrets)))),
        )

    @asynccontextmanager
    async def exchange(
        self,
        method: str,
        url: httpx.URL,
        explain: Explainer,
        content: bytes | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Send one request to a permitted address; the response is a success, its body not yet read.

        on_sent: called after the last byte of the request.
        Raises ResponderError, ServerError among them, also for what goes wrong while the body is read.
        """
        headers = self._headers()

        async def trace(event: str, _: object) -> None:
            if on_sent is not None and event.endswith("send_request_body.complete"):
                on_sent()

        try:
            async with (
                self._client(url) as client,
                client.stream(
                    method, url, headers=headers, content=content, extensions={"trace": trace}
                ) as response,
            ):
                if not response.is_success:
                    body = await beginning(response.aiter_bytes(), _MAX_ERROR_BYTES)
                    raise complaint_of(body, response.status_code)
                yield response
        except (httpx.HTTPError, NotAnAnswer, ServerComplaint) as error:
            raise explain.error(error) from None

    async def fetch(self, url: httpx.URL, explain: Explainer) -> bytes:
        """A small document, under the rules of `exchange`. Raises as `exchange` does."""
        try:
            async with (
                asyncio.timeout(self.timeouts.document),
                self.exchange("GET", url, explain) as response,
            ):
                body = await beginning(response.aiter_bytes(), MAX_DOCUMENT_BYTES)
                if len(body) > MAX_DOCUMENT_BYTES:
                    raise NotAnAnswer
                return body
        except TimeoutError:
            raise replace(explain, silence=self.timeouts.document).error(httpx.ReadTimeout("")) from None

    def _key(self) -> str:
        return (self.api_key or "").strip()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if key := self._key():
            if not (key.isascii() and key.isprintable()):
                raise ResponderError("The key contains characters that no key has.", "Copy it again.")
            headers["Authorization"] = f"Bearer {key}"
        return headers

    def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        """Redirects are not followed; proxies from the environment are not used for this machine.

        SSL_CERT_FILE counts everywhere, so that the user's own certificates are trusted. Certificates are
        read for https only, since that takes long.
        """
        timeout = httpx.Timeout(self.timeouts.silence, connect=self.timeouts.connect)
        try:
            return httpx.AsyncClient(
                verify=httpx.create_ssl_context() if url.scheme == "https" else False,
                timeout=timeout,
                trust_env=not is_local_host(url),
                follow_redirects=False,
            )
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
            raise ResponderError(
                "The proxy or certificate settings of this machine cannot be used.",
                "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
                type(error).__name__,
            ) from None


def server_of(settings: ResponderSettings, key_of: Callable[[str], str | None]) -> ModelServer:
    """The server of the settings, with the key for its host. May block: `key_of` looks it up.

    Raises ResponderError for a bad address.
    """
    key = key_of(host_of(chat_url(settings.base_url)))
    return ModelServer(settings.base_url, key, frozenset(settings.consented_hosts))
