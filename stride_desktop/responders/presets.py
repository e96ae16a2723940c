"""Usual model servers: their default addresses, and the commands that start them."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.hosts import chat_url, is_local_host


@dataclass(frozen=True, slots=True)
class Preset:
    """A server's name, its default address, and the command that starts it."""

    name: str
    address: str
    command: str


PRESETS = (
    Preset("Ollama", "http://localhost:11434/v1", "ollama serve"),
    Preset("LM Studio", "http://localhost:1234/v1", "lms server start"),
    Preset("llama.cpp server", "http://localhost:8080/v1", "llama-server -m MODEL.gguf --mmproj MMPROJ.gguf"),
    Preset("vLLM", "http://localhost:8000/v1", "vllm serve MODEL"),
    Preset("transformers serve", "http://localhost:8000/v1", "transformers serve"),
)


def fits(preset: Preset, address: str) -> bool:
    """Whether `address` is that of the preset; 127.0.0.1 and localhost are the same."""
    try:
        wanted, given = chat_url(preset.address), chat_url(address)
    except ResponderError:
        return False
    return is_local_host(given) and wanted.copy_with(host=given.host) == given


def preset_of(address: str) -> Preset | None:
    """The first preset that fits an address, None for any other address."""
    return next((preset for preset in PRESETS if fits(preset, address)), None)
