"""What went wrong with a model server, in words that help."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import httpx

from stride_desktop.core.errors import ResponderError
from stride_desktop.core.text import one_line
from stride_desktop.responders.completion import CutOff, NotAnAnswer, ServerComplaint, complaint_in

_NO_MODEL = re.compile(
    r"model\b.{0,200}\b(not found|not exist|not a valid model|not available|unknown)"
    r"|(invalid|unknown|no such) model|model_not_found|no models? (is |are )?loaded|server is pinned to",
    re.IGNORECASE,
)
_NO_PICTURES = re.compile(r"\b(image|images|image_url|vision|multi-?modal|mmproj)\b", re.IGNORECASE)
_TOO_LONG = re.compile(r"context (length|size|window)|maximum context|too (long|many tokens)", re.IGNORECASE)
_REFUSED = (400, 415, 422)
"""What a server answers to a request that it can not make sense of."""

_LOADING = re.compile(r"\bloading\b", re.IGNORECASE)
_OPAQUE = re.compile(r"data:\S*|[A-Za-z0-9+/=_-]{40,}")
"""Pictures and keys that a server may echo."""


class Verdict(Enum):
    """What came of asking a model server."""

    FINE = "fine"
    UNSURE = "unsure"
    """It answers, but whether it looks at pictures did not show."""
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    """No TLS connection: a wrong scheme, or a certificate that is not trusted."""
    WRONG_PATH = "wrong path"
    UNAUTHORISED = "unauthorised"
    MODEL_MISSING = "model missing"
    NO_PICTURES = "no pictures"
    NO_VIDEO = "no video"
    CONTEXT_TOO_SMALL = "context too small"
    BUSY = "busy"
    SLOW = "slow"
    FAILED = "failed"


class ServerError(ResponderError):
    """A model server could not answer.

    verdict: the kind of failure; status: the HTTP status of a refused request, 0 for other failures.
    """

    def __init__(self, verdict: Verdict, what: str, remedy: str, detail: str = "", status: int = 0) -> None:
        super().__init__(what, remedy, detail)
        self.verdict = verdict
        self.status = status


@dataclass(frozen=True, slots=True)
class Explainer:
    """Turns failures of one server into ServerErrors that hold no key, request or picture.

    server: scheme, host and port; model: as configured; secrets: texts that must not be repeated.
    as_video: the frames went as one video.
    """

    server: str
    model: str
    silence: float
    secrets: tuple[str, ...] = field(repr=False)
    as_video: bool = False

    def error(self, error: httpx.HTTPError | NotAnAnswer | ServerComplaint) -> ServerError:
        """The ServerError for anything that can end an exchange."""
        match error:
            case CutOff():
                return self._broken_off(error)
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

    def status(self, code: int, body: bytes) -> ServerError:
        """A response other than success; `body` is its (truncated) content."""
        return self._complaint(ServerComplaint(_message(body), code))

    def empty(self) -> ServerError:
        """A completion without text."""
        return ServerError(
            Verdict.FAILED,
            f"The model “{self.model}” answered with no text.",
            "Try again, raise the server's limit on answer tokens, or choose another model.",
        )

    def cleaned(self, text: str) -> str:
        """At most 200 readable characters of a server's words, without secrets, keys and pictures."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return one_line(_OPAQUE.sub("…", text))[:200]

    def _not_connected(self, error: httpx.TransportError) -> ServerError:
        detail = self._detail(error)
        causes = tuple(_causes(error))
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return ServerError(
                Verdict.INSECURE,
                f"The certificate of {self.server} is not trusted, so nothing was sent.",
                "Use the address that the certificate is for. If it is your own, set SSL_CERT_FILE to it.",
                detail,
            )
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return ServerError(
                Verdict.INSECURE,
                f"No secure connection to {self.server} could be made.",
                "Check whether its address begins with http:// or https://.",
                detail,
            )
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return ServerError(
                Verdict.UNREACHABLE,
                f"The name in {self.server} is not known on this network.",
                "Check the address in the settings for a typing error, and the network.",
                detail,
            )
        return ServerError(
            Verdict.UNREACHABLE,
            f"No model server answers at {self.server}.",
            "Start it, or check its address in the settings.",
            detail,
        )

    def _silent(self, error: httpx.TimeoutException) -> ServerError:
        return ServerError(
            Verdict.SLOW,
            f"The model server at {self.server} was silent for {self.silence:g} seconds.",
            "It may still be loading the model. Try again, or choose a smaller model.",
            self._detail(error),
        )

    def _broken_off(self, error: httpx.HTTPError | CutOff) -> ServerError:
        return ServerError(
            Verdict.FAILED,
            f"The connection to {self.server} broke off before the answer was complete.",
            "Try again, and look at the server's own log.",
            self._detail(error),
        )

    def _not_an_answer(self, body: NotAnAnswer) -> ServerError:
        kind = "a web page instead of an answer" if body.html else "something that is no chat answer"
        return ServerError(
            Verdict.WRONG_PATH,
            f"{self.server} sent {kind}.",
            "Check the address in the settings: it must be of a server that speaks the OpenAI chat format.",
        )

    def _complaint(self, said: ServerComplaint) -> ServerError:
        words = self.cleaned(said.message)
        verdict, what, remedy = self._reason(said.status, words)
        return ServerError(verdict, what, remedy, f"HTTP {said.status}: {words}", said.status)

    def _reason(self, code: int, words: str) -> tuple[Verdict, str, str]:
        match code:
            case 401 | 403:
                return (
                    Verdict.UNAUTHORISED,
                    f"The model server at {self.server} refused access.",
                    "Enter a key in the settings that is valid for this server and model.",
                )
            case 429:
                return (
                    Verdict.BUSY,
                    f"The model server at {self.server} takes no more requests for now.",
                    "Wait a little, or check the limits of your account.",
                )
            case 503 if _LOADING.search(words):
                return (
                    Verdict.BUSY,
                    f"The model server at {self.server} is still loading the model.",
                    "Wait a little, then try again.",
                )
        if self.as_video and "video" in words.replace(self.model, "").lower():
            return self._no_video(words)
        if _NO_PICTURES.search(words.replace(self.model, "")):  # names such as "llama3.2-vision" say nothing
            return (
                Verdict.NO_PICTURES,
                f"The model “{self.model}” does not take these pictures.",
                "Start llama.cpp with the model's --mmproj file, or choose a vision-language model."
                if "mmproj" in words
                else "Choose a vision-language model.",
            )
        if _TOO_LONG.search(words) or code == 413:
            return (
                Verdict.CONTEXT_TOO_SMALL,
                f"The frames are more than the model “{self.model}” takes at once.",
                "Send fewer frames, or give the model a longer context.",
            )
        return self._plain_reason(code, words)

    def _plain_reason(self, code: int, words: str) -> tuple[Verdict, str, str]:
        quoted = f" It says: “{words}”" if words else ""
        missing = _NO_MODEL.search(words)
        if code == 404 or missing:
            return (
                Verdict.MODEL_MISSING if missing else Verdict.WRONG_PATH,
                f"{self.server} does not know the model “{self.model}” or the path.{quoted}",
                "Check the model's name, and whether the address should end in /v1.",
            )
        if self.as_video and code in _REFUSED:
            return self._no_video(words)
        if code >= 500:
            return (
                Verdict.FAILED,
                f"The model server at {self.server} failed (error {code}).{quoted}",
                "Look at the server's own log, then try again.",
            )
        if code < 400:
            return (
                Verdict.WRONG_PATH,
                f"{self.server} redirects to another address.",
                "Enter the final address in the settings.",
            )
        return (
            Verdict.FAILED,
            f"The model server at {self.server} did not accept the request (error {code}).{quoted}",
            "Check the model's name and the server's version.",
        )

    def _no_video(self, words: str) -> tuple[Verdict, str, str]:
        return (
            Verdict.NO_VIDEO,
            f"The server does not take the pictures as one video. It says: “{words}”",
            "Switch off “Send the pictures as one video” in the settings.",
        )

    def _detail(self, error: Exception) -> str:
        return f"{type(error).__name__}: {self.cleaned(str(error))}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what led to it."""
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or step.__context__


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
