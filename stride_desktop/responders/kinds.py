"""The kinds of responder: one entry of `KINDS` each, read by the settings, their form and the command line.

Nothing slow is imported before a responder is made or a host is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from stride_desktop.checkpoints.folder import short_name
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.setting import not_one_of, unless_auto
from stride_desktop.core.settings import Settings
from stride_desktop.responders.base import Responder
from stride_desktop.responders.budget import Budget
from stride_desktop.responders.local import LocalChoice, LocalModels, LocalResponder

if TYPE_CHECKING:
    from stride_desktop.responders.context import ContextSizes


@dataclass
class ResponderServices:
    """Resources that the responders of one process share.

    key_of: the API key for a host, None without one; may block. models: holds the loaded model of this
    process between answers. contexts: the context sizes that servers have stated.
    """

    key_of: Callable[[str], str | None]
    models: LocalModels = field(default_factory=LocalModels)

    @cached_property
    def contexts(self) -> ContextSizes:
        """Made when first used."""
        from stride_desktop.responders.context import ContextSizes

        return ContextSizes()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponderKind:
    """One kind of responder.

    name: stored in the settings. label: offered in the form. uses: the fields of ResponderSettings that
    count for this kind only, or for some; the others count for all. address: the field that names the server
    or model, set by `--responder NAME:ADDRESS`.
    make: makes the responder; may block. title: its short name.
    host: the host that frames are sent to, "" for this machine; None where nothing is sent. problems: error
    messages of the settings, by field.
    """

    name: str
    label: str
    make: Callable[[ResponderSettings, ResponderServices], Responder]
    title: Callable[[ResponderSettings], str]
    uses: tuple[str, ...] = ()
    address: str = ""
    host: Callable[[ResponderSettings], str] | None = None
    problems: Callable[[ResponderSettings], dict[str, str]] = lambda _settings: {}


def kind_of(settings: ResponderSettings) -> ResponderKind:
    """The kind in the settings. Raises KeyError for an unknown one, which `problems` reports."""
    return KINDS[settings.kind]


def counts(name: str, kind: ResponderKind) -> bool:
    """Whether a field of ResponderSettings counts for a kind."""
    return name in kind.uses or not any(name in other.uses for other in KINDS.values())


def problems(settings: Settings) -> dict[str, str]:
    """Error messages by "section.field"; empty when the settings are valid."""
    found = responder_problems(settings.responder)
    return settings.problems() | {f"responder.{name}": words for name, words in found.items()}


def responder_problems(settings: ResponderSettings) -> dict[str, str]:
    """Error messages of a responder's settings, by field."""
    if settings.kind not in KINDS:
        return settings.problems() | {"kind": not_one_of(settings.kind, KINDS)}
    return settings.problems() | kind_of(settings).problems(settings)


def make_responder(settings: ResponderSettings, services: ResponderServices) -> Responder:
    """The responder of the settings. May block: a key is looked up."""
    return kind_of(settings).make(settings, services)


def foreign_host(settings: ResponderSettings) -> str:
    """The host that frames are sent to, empty when that is this machine or nothing is sent."""
    host = kind_of(settings).host
    return "" if host is None else host(settings)


def has_consent(settings: ResponderSettings) -> bool:
    """Whether the user agreed to the host that frames are sent to, if that needs consent."""
    host = foreign_host(settings)
    return not host or host in settings.consented_hosts


def key_hosts(settings: ResponderSettings) -> tuple[str, ...]:
    """Every host that a key may be kept for."""
    from stride_desktop.responders.hosts import chat_url, host_of

    try:
        return (*settings.consented_hosts, host_of(chat_url(settings.base_url)))
    except ResponderError:
        return settings.consented_hosts


def responder_name(settings: ResponderSettings) -> str:
    """A short name of the responder, without making it."""
    return kind_of(settings).title(settings)


def answer_budget(settings: ResponderSettings) -> Budget:
    """The input limits of the answering model."""
    return Budget(settings.context_tokens, settings.answer_tokens, settings.max_images, settings.picture_side)


def parse(text: str, settings: ResponderSettings) -> ResponderSettings:
    """The settings with the kind, and its address, of a `--responder` flag.

    text: NAME or NAME:ADDRESS of a kind, or the address of a model server alone.
    """
    name, _, address = text.partition(":")
    if name not in KINDS:
        name, address = SERVER, text
    changes: dict[str, Any] = {"kind": name}
    if named := KINDS[name].address:
        changes[named] = address.strip()
    return replace(settings, **changes)


# -- the report ------------------------------------------------------------------------------------


def _make_report(_settings: ResponderSettings, _services: ResponderServices) -> Responder:
    from stride_desktop.responders.report import ReportResponder

    return ReportResponder()


# -- a model server --------------------------------------------------------------------------------


def _make_server(settings: ResponderSettings, services: ResponderServices) -> Responder:
    from stride_desktop.responders.openai import OpenAICompatibleResponder
    from stride_desktop.responders.server import Timeouts, server_of

    # An answer ends by its own limits, before these.
    timeouts = Timeouts(silence=2 * settings.limits.silence)
    server = replace(server_of(settings, services.key_of), timeouts=timeouts)
    return OpenAICompatibleResponder(
        server, settings.model, settings.as_video, services.contexts, budget=answer_budget(settings)
    )


def _host_of_server(settings: ResponderSettings) -> str:
    from stride_desktop.responders.hosts import chat_url, host_of, is_local_host

    try:
        url = chat_url(settings.base_url)
    except ResponderError:
        return ""
    return "" if is_local_host(url) else host_of(url)


def _problems_of_server(settings: ResponderSettings) -> dict[str, str]:
    found = {}
    if not _is_web_address(settings.base_url):
        found["base_url"] = "The server address must look like http://localhost:11434/v1."
    if not settings.model.strip():
        found["model"] = "The server needs the name of the model that should answer."
    return found


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text.strip() if "://" in text else f"http://{text.strip()}")
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


# -- a model in this process -----------------------------------------------------------------------


def _make_local(settings: ResponderSettings, services: ResponderServices) -> Responder:
    choice = LocalChoice(
        settings.checkpoint.strip(), device=unless_auto(settings.device), dtype=unless_auto(settings.dtype)
    )
    return LocalResponder(choice, services.models, budget=answer_budget(settings))


_UNNAMED = "A model must be named: a folder, or its name on Hugging Face."
REPORT, SERVER, LOCAL = "report", "openai", "local"
_OF_A_MODEL = (
    "picture_side",
    "context_tokens",
    "answer_tokens",
    "silence_seconds",
    "answer_seconds",
    "instruction",
)

KINDS: Mapping[str, ResponderKind] = {
    kind.name: kind
    for kind in (
        ResponderKind(
            name=REPORT,
            label="Built-in report: times and pictures, nothing is sent",
            make=_make_report,
            title=lambda _: "Built-in report",
        ),
        ResponderKind(
            name=SERVER,
            label="A model server (OpenAI-compatible: Ollama, llama.cpp, vLLM…)",
            make=_make_server,
            title=lambda settings: settings.model,
            uses=("base_url", "model", "as_video", *_OF_A_MODEL),
            address="base_url",
            host=_host_of_server,
            problems=_problems_of_server,
        ),
        ResponderKind(
            name=LOCAL,
            label="A model in this program, nothing is sent",
            make=_make_local,
            title=lambda settings: short_name(settings.checkpoint),
            uses=("checkpoint", "device", "dtype", *_OF_A_MODEL),
            address="checkpoint",
            problems=lambda settings: {} if settings.checkpoint.strip() else {"checkpoint": _UNNAMED},
        ),
    )
}
"""Every kind, by name, in the order in which they are offered."""
