"""The reason why a model server does not answer, from its status and its message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from stride_desktop.responders.complaints import ServerComplaint

_NO_MODEL = re.compile(
    r"model\b.{0,200}\b(not found|not exist|not a valid model|not available|unknown)"
    r"|(invalid|unknown|no such) model|model_not_found|no models? (is |are )?loaded|server is pinned to",
    re.IGNORECASE,
)
_NO_PATH = re.compile(
    r"unexpected endpoint|(endpoint|path|route|url|page)\b.{0,100}\bnot (found|exist)|^not found\W*$"
    r"|(unknown|invalid|no such|no) (endpoint|path|route|url)|cannot (post|get) /|method not allowed",
    re.IGNORECASE,
)
_NO_ACCESS = re.compile(
    r"api[ _-]?key|unauthori[sz]ed|authenticat|not authori[sz]ed|access denied|permission[ _]denied",
    re.IGNORECASE,
)
_NO_PICTURES = re.compile(r"\b(image|images|image_url|vision|multi-?modal|mmproj)\b", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context[ _](length|size|window)|maximum context|too (long|many tokens|many images)|n_ctx"
    r"|exceed\w*\b.{0,60}\b(context|tokens?|prompt|images)\b|at most \d+ images?|max_model_len"
    r"|(context|token|input|prompt)[ _]limit|kv[ _]cache",
    re.IGNORECASE,
)
_TOO_OFTEN = re.compile(
    r"rate[ _-]?limit|too many requests|quota|overloaded|at capacity|server is busy", re.IGNORECASE
)
_REFUSED = (400, 415, 422)
"""Statuses of a request that a server does not understand."""

_LOADING = re.compile(r"\bloading( the)? model\b|model is (still |currently )?loading", re.IGNORECASE)
_NOT_LOADING = re.compile(r"\b(error|fail\w*|could not|cannot)\b", re.IGNORECASE)


class ServerVerdict(Enum):
    """The result of a request to a model server."""

    FINE = "fine"
    UNSURE = "unsure"
    """It answers, but perhaps without looking at pictures."""
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
    BROKEN_OFF = "broken off"
    NO_TEXT = "no text"
    """Its response is only thoughts, a refusal, or empty."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened and what to do. what: with {server}, {model} and {status} to be filled in."""

    verdict: ServerVerdict
    what: str
    remedy: str


_ACCESS = Reason(
    ServerVerdict.UNAUTHORISED,
    "The model server at {server} refused access.",
    "Enter a key in the settings that is valid for this server and model.",
)
_OFTEN = Reason(
    ServerVerdict.BUSY,
    "The model server at {server} takes no more requests for now.",
    "Wait a little, or check the limits of your account.",
)
_LOADS = Reason(
    ServerVerdict.BUSY,
    "The model server at {server} is still loading the model.",
    "Wait a little, then try again.",
)
_VIDEO = Reason(
    ServerVerdict.NO_VIDEO,
    "The server does not take the pictures as one video.",
    "Switch off “Send the pictures as one video” in the settings.",
)
_LONG = Reason(
    ServerVerdict.CONTEXT_TOO_SMALL,
    "The frames are more than the model “{model}” takes at once.",
    "Send fewer frames, or give the model a longer context.",
)
_BLIND = Reason(
    ServerVerdict.NO_PICTURES,
    "The model “{model}” does not take these pictures.",
    "Choose a vision-language model.",
)
_PROJECTOR = Reason(
    ServerVerdict.NO_PICTURES,
    _BLIND.what,
    "Start llama.cpp with the model's --mmproj file, or choose a vision-language model.",
)
_MODEL = Reason(
    ServerVerdict.MODEL_MISSING,
    "{server} does not know the model “{model}”.",
    "Check the model's name in the settings.",
)
_PATH = Reason(
    ServerVerdict.WRONG_PATH,
    "{server} does not know the path, or not the model “{model}”.",
    "Check whether the address in the settings should end in /v1, and the model's name.",
)
_ELSEWHERE = Reason(
    ServerVerdict.WRONG_PATH,
    "{server} redirects to another address.",
    "Enter the final address in the settings.",
)
_BROKEN = Reason(
    ServerVerdict.FAILED,
    "The model server at {server} failed (error {status}).",
    "Look at the server's own log, then try again.",
)
_FAILED = Reason(ServerVerdict.FAILED, "The model server at {server} failed.", _BROKEN.remedy)
_REFUSES = Reason(
    ServerVerdict.FAILED,
    "The model server at {server} did not accept the request (error {status}).",
    "Check the model's name and the server's version.",
)


def reason_of(complaint: ServerComplaint, model: str, *, as_video: bool) -> Reason:
    """The likeliest reason. model: as configured. as_video: the frames went as one video."""
    code, said = complaint.status, f"{complaint.message} {complaint.kind}".strip()
    if model:  # a name such as “llama3.2-vision” says nothing about pictures
        said = said.replace(model, "")
    return _of_service(code, said) or _of_request(code, said, as_video=as_video) or _of_status(code)


def _of_service(code: int, said: str) -> Reason | None:
    """A reason of the server's service. The status may be missing, or as vague as "failed"."""
    vague = code in (0, 400) or code >= 500
    if code in (401, 403) or (vague and _NO_ACCESS.search(said)):
        return _ACCESS
    if code == 429 or (vague and _TOO_OFTEN.search(said)):
        return _OFTEN
    return _LOADS if vague and _LOADING.search(said) and not _NOT_LOADING.search(said) else None


def _of_request(code: int, said: str, *, as_video: bool) -> Reason | None:
    """A reason in the request, which does not suit the server or its model."""
    if as_video and "video" in said.lower():
        return _VIDEO
    if code == 413 or _TOO_LONG.search(said):
        return _LONG
    if _NO_PICTURES.search(said):
        return _PROJECTOR if "mmproj" in said else _BLIND
    if _NO_MODEL.search(said):
        return _MODEL
    if code in (404, 405) or (code == 0 and _NO_PATH.search(said)):
        return _PATH
    return _VIDEO if as_video and code in _REFUSED else None


def _of_status(code: int) -> Reason:
    if code == 0:
        return _FAILED
    if code >= 500:
        return _BROKEN
    return _REFUSES if code >= 400 else _ELSEWHERE
