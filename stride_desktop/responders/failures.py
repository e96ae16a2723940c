"""Errors of a model server, with causes and remedies."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from stride_desktop.core.errors import ResponderError, StrideError
from stride_desktop.core.text import one_line
from stride_desktop.responders.complaints import ServerComplaint
from stride_desktop.responders.completion import BrokenOff, NotAnAnswer
from stride_desktop.responders.reasons import Reason, ServerVerdict, reason_of

_OPAQUE = re.compile(r"data:\S*|[A-Za-z0-9+/=_-]{40,}")
"""Pictures and keys in a server's message."""

_QUOTED, _DETAILED = 200, 600
"""Most characters of a server's message in an error, and in the log."""


_NOT_CONNECTED: dict[type[BaseException], Reason] = {
    ssl.SSLCertVerificationError: Reason(
        ServerVerdict.INSECURE,
        "The certificate of {server} is not trusted, so nothing was sent.",
        "Use the address that the certificate is for. If it is your own, set SSL_CERT_FILE to it.",
    ),
    ssl.SSLError: Reason(
        ServerVerdict.INSECURE,
        "No secure connection to {server} could be made.",
        "Check whether its address begins with http:// or https://.",
    ),
    socket.gaierror: Reason(
        ServerVerdict.UNREACHABLE,
        "The name in {server} is not known on this network.",
        "Check the address in the settings for a typing error, and the network.",
    ),
    httpx.TransportError: Reason(
        ServerVerdict.UNREACHABLE,
        "No model server answers at {server}.",
        "Start it, or check its address in the settings.",
    ),
}
"""Why there is no connection, by a cause of the error: the first that is found counts."""


class ServerError(ResponderError):
    """A model server could not answer.

    verdict: the kind of failure. status: the HTTP status of a failure that the server reports, 0 without
    one; None for every other failure. words: the server's message, ready to be shown.
    """

    def __init__(
        self,
        verdict: ServerVerdict,
        what: str,
        remedy: str,
        detail: str = "",
        status: int | None = None,
        words: str = "",
    ) -> None:
        super().__init__(what, remedy, detail)
        self.verdict = verdict
        self.status = status
        self.words = words


def is_outage(error: StrideError | None) -> bool:
    """Whether the server cannot be reached, is silent, broke off, or reports its own failure.

    The next answer would fail as well. A failure that another model, key or picture would mend is no outage.
    """
    if not isinstance(error, ServerError):
        return False
    if error.verdict in (ServerVerdict.UNREACHABLE, ServerVerdict.SLOW, ServerVerdict.BROKEN_OFF):
        return True
    if error.verdict is ServerVerdict.FAILED:  # the server says so, if without a number
        return error.status == 0 or (error.status or 0) >= 500
    return error.verdict is ServerVerdict.BUSY and (error.status or 0) >= 500


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
        """The ServerError for an exception that ended an exchange."""
        match error:
            case BrokenOff():
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

    def empty(self) -> ServerError:
        """The ServerError for a completion without text."""
        return ServerError(
            ServerVerdict.NO_TEXT,
            f"The model “{self.model}” answered with no text.",
            "Try again, raise the server's limit on answer tokens, or choose another model.",
        )

    def refused(self, words: str) -> ServerError:
        """The ServerError for a model that states why it does not answer."""
        return ServerError(
            ServerVerdict.NO_TEXT,
            f"The model “{self.model}” refused to answer.{quoted(self.cleaned(words))}",
            "Ask in other words, or choose another model.",
        )

    def called(self, tool: str) -> ServerError:
        """The ServerError for a model that calls a function instead of answering."""
        return ServerError(
            ServerVerdict.NO_TEXT,
            f"The model “{self.model}” called a tool (“{self.cleaned(tool)}”) instead of answering.",
            "Switch tools off in the server, or choose another model.",
        )

    def cleaned(self, text: str, longest: int = _QUOTED) -> str:
        """A server's message as one readable line, without secrets, keys and pictures."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return one_line(_OPAQUE.sub("…", text), longest)

    def _not_connected(self, error: httpx.TransportError) -> ServerError:
        causes = tuple(_causes(error))
        reason = next(
            reason for kind, reason in _NOT_CONNECTED.items() if any(isinstance(c, kind) for c in causes)
        )
        what = reason.what.format(server=self.server)
        return ServerError(reason.verdict, what, reason.remedy, self._detail(error))

    def _silent(self, error: httpx.TimeoutException) -> ServerError:
        return ServerError(
            ServerVerdict.SLOW,
            f"The model server at {self.server} was silent for {self.silence:g} seconds.",
            "It may still be loading the model. Try again, or choose a smaller model.",
            self._detail(error),
        )

    def _broken_off(self, error: httpx.HTTPError | BrokenOff) -> ServerError:
        return ServerError(
            ServerVerdict.BROKEN_OFF,
            f"The connection to {self.server} broke off before the answer was complete.",
            "Try again, and look at the server's own log.",
            self._detail(error),
        )

    def _not_an_answer(self, body: NotAnAnswer) -> ServerError:
        kind = "a web page instead of an answer" if body.html else "something that is no chat answer"
        return ServerError(
            ServerVerdict.WRONG_PATH,
            f"{self.server} sent {kind}.{quoted(self.cleaned(body.words))}",
            "Check the address in the settings: it must be of a server that speaks the OpenAI chat format, "
            "and often ends in /v1.",
        )

    def _complaint(self, said: ServerComplaint) -> ServerError:
        words = self.cleaned(said.message)
        reason = reason_of(said, self.model, as_video=self.as_video)
        what = reason.what.format(server=self.server, model=self.model, status=said.status)
        called = f"HTTP {said.status}" if said.status else "In a success"
        detail = f"{called}: {self.cleaned(said.message, _DETAILED)}"
        return ServerError(reason.verdict, what + quoted(words), reason.remedy, detail, said.status, words)

    def _detail(self, error: Exception) -> str:
        return f"{type(error).__name__}: {self.cleaned(str(error))}"


def quoted(words: str) -> str:
    """A sentence that quotes a server's message; "" without one."""
    return f" It says: “{words}”." if words else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes."""
    step: BaseException | None = error
    while step is not None:
        yield step
        step = step.__cause__ or step.__context__
