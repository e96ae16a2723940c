"""What went wrong with a model server, in words that help."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import httpx

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.completion import NotAnAnswer, ServerComplaint, complaint_in

_NO_PICTURES = re.compile(r"\b(image|images|image_url|vision|multi-?modal|mmproj)\b", re.IGNORECASE)
_TOO_LONG = re.compile(r"context (length|size|window)|maximum context|too (long|many tokens)", re.IGNORECASE)
_OPAQUE = re.compile(r"data:\S*|[A-Za-z0-9+/=_-]{40,}")
"""Pictures and keys that a server may echo."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """Turns failures of one server into ResponderErrors that hold no key, request or picture.

    server: scheme, host and port; model: as configured; secrets: texts that must not be repeated.
    """

    server: str
    model: str
    silence: float
    secrets: tuple[str, ...] = field(repr=False)

    def error(self, error: httpx.HTTPError | NotAnAnswer | ServerComplaint) -> ResponderError:
        """The ResponderError for anything that can end an exchange."""
        match error:
            case NotAnAnswer():
                return self._not_an_answer(error)
            case ServerComplaint():
                return self._complaint(error)
            case httpx.ConnectError() | httpx.ConnectTimeout():
                return self._not_connected(error)
            case httpx.TimeoutException():
                return self._silent(error)
            case _:
                return self._broken_off(error)

    def status(self, code: int, body: bytes) -> ResponderError:
        """A response other than success; `body` is its (truncated) content."""
        return self._complaint(ServerComplaint(_message(body), code))

    def empty(self) -> ResponderError:
        """A completion without text."""
        return ResponderError(
            f"The model “{self.model}” answered with no text.",
            "Try again, raise the server's limit on answer tokens, or choose another model.",
        )

    def _not_connected(self, error: httpx.TransportError) -> ResponderError:
        detail = self._detail(error)
        if "SSL" in detail:
            return ResponderError(
                f"No secure connection to {self.server} could be made.",
                "Check whether its address begins with http:// or https://, and its certificate.",
                detail,
            )
        return ResponderError(
            f"No model server answers at {self.server}.",
            "Start it, or check its address in the settings.",
            detail,
        )

    def _silent(self, error: httpx.TimeoutException) -> ResponderError:
        return ResponderError(
            f"The model server at {self.server} was silent for {self.silence:g} seconds.",
            "It may still be loading the model. Try again, or choose a smaller model.",
            self._detail(error),
        )

    def _broken_off(self, error: httpx.HTTPError) -> ResponderError:
        return ResponderError(
            f"The connection to {self.server} broke off before the answer was complete.",
            "Try again, and look at the server's own log.",
            self._detail(error),
        )

    def _not_an_answer(self, body: NotAnAnswer) -> ResponderError:
        kind = "a web page instead of an answer" if body.html else "something that is no chat answer"
        return ResponderError(
            f"{self.server} sent {kind}.",
            "Check the address in the settings: it must be of a server that speaks the OpenAI chat format.",
        )

    def _complaint(self, said: ServerComplaint) -> ResponderError:
        words = self._cleaned(said.message)
        what, remedy = self._reason(said.status, words)
        return ResponderError(what, remedy, f"HTTP {said.status}: {words}")

    def _reason(self, code: int, words: str) -> tuple[str, str]:
        match code:
            case 401 | 403:
                return (
                    f"The model server at {self.server} refused access.",
                    "Enter a key in the settings that is valid for this server and model.",
                )
            case 429:
                return (
                    f"The model server at {self.server} takes no more requests for now.",
                    "Wait a little, or check the limits of your account.",
                )
        if _NO_PICTURES.search(words.replace(self.model, "")):  # names such as "llama3.2-vision" say nothing
            return (
                f"The model “{self.model}” does not take these pictures.",
                "Choose a vision-language model.",
            )
        if _TOO_LONG.search(words) or code == 413:
            return (
                f"The frames are more than the model “{self.model}” takes at once.",
                "Send fewer frames, or give the model a longer context.",
            )
        return self._plain_reason(code, words)

    def _plain_reason(self, code: int, words: str) -> tuple[str, str]:
        quoted = f" It says: “{words}”" if words else ""
        if code == 404:
            return (
                f"{self.server} does not know the model “{self.model}” or the path.{quoted}",
                "Check the model's name, and whether the address should end in /v1.",
            )
        if code >= 500:
            return (
                f"The model server at {self.server} failed (error {code}).{quoted}",
                "Look at the server's own log, then try again.",
            )
        if code < 400:
            return f"{self.server} redirects to another address.", "Enter the final address in the settings."
        return (
            f"The model server at {self.server} did not accept the request (error {code}).{quoted}",
            "Check the model's name and the server's version.",
        )

    def _detail(self, error: Exception) -> str:
        return f"{type(error).__name__}: {self._cleaned(str(error))}"

    def _cleaned(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return " ".join(_OPAQUE.sub("…", text).split())[:200]


def _message(body: bytes) -> str:
    """The server's own words in an error body; "" for web pages and unknown shapes."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    if complaint := complaint_in(content):
        return complaint.message
    words = content.get("message") or content.get("detail")
    return words if isinstance(words, str) else ""
