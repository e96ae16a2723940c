import pytest

from stride_desktop.responders.presets import PRESETS, fits, preset_of


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://localhost:11434/v1", "Ollama"),
        ("127.0.0.1:11434", "Ollama"),
        ("http://localhost:1234/v1/", "LM Studio"),
        ("http://[::1]:8080/v1/chat/completions", "llama.cpp server"),
        ("http://localhost:8000/v1", "vLLM"),
        ("http://localhost:8000/other", None),
        ("https://localhost:11434/v1", None),
        ("http://192.168.1.7:11434/v1", None),
        ("ftp://localhost:11434", None),
        ("", None),
    ],
)
def test_the_preset_is_read_off_the_address(address: str, name: str | None) -> None:
    preset = preset_of(address)
    assert (preset.name if preset else None) == name


def test_every_preset_fits_its_own_address() -> None:
    assert all(fits(preset, preset.address) for preset in PRESETS)
