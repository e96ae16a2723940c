"""Settings go to JSON and back unchanged, and nonsense is refused in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import DetectionSettings, ModelsSettings, ResponderSettings, Settings
from stride_desktop.core.settings_check import problems
from stride_desktop.core.settings_json import from_json, to_json


def test_defaults_are_good_and_survive_json():
    settings = Settings()
    assert problems(settings) == {}
    assert from_json(json.loads(json.dumps(to_json(settings)))) == settings


@given(
    steps=st.integers(1, 64),
    threshold=st.none() | st.floats(0.5, 1.0),
    window=st.none() | st.integers(4, 256).map(lambda n: 2 * n),
    instruction=st.text(max_size=50),
    hosts=st.lists(st.text(max_size=20), max_size=3).map(tuple),
)
def test_any_valid_settings_survive_json(steps, threshold, window, instruction, hosts):
    detection = DetectionSettings(
        unmasking_steps=steps, confidence_threshold=threshold, max_window_frames=window
    )
    responder = ResponderSettings(instruction=instruction, consented_hosts=hosts)
    settings = replace(Settings(), detection=detection, responder=responder)
    assert problems(settings) == {}
    assert from_json(json.loads(json.dumps(to_json(settings)))) == settings


def test_missing_entries_take_defaults_and_unknown_ones_are_ignored():
    settings = from_json({"version": 1, "events": {"sustain_seconds": 6}, "later": {"thing": 1}})
    assert settings.events.sustain_seconds == 6.0
    assert settings.detection == Settings().detection


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("detection", "unmasking_steps", 0),
        ("detection", "frames_per_tick", 3),
        ("detection", "max_window_frames", 7),
        ("detection", "confidence_threshold", 1.5),
        ("events", "sustain_ratio", float("nan")),
        ("model", "device", "toaster"),
        ("responder", "device", "toaster"),
        ("responder", "dtype", "int8"),
        ("responder", "max_new_tokens", 0),
        ("appearance", "scheme", "plaid"),
        ("responder", "kind", "oracle"),
    ],
)
def test_senseless_values_are_refused_by_name(section, key, value):
    data = to_json(Settings())
    data[section][key] = value
    with pytest.raises(SettingsError, match=f"{section}.{key}"):
        from_json(data)


@pytest.mark.parametrize("value", ["8", 8.5, True, None, [8]])
def test_wrong_types_are_refused(value):
    data = to_json(Settings())
    data["detection"]["unmasking_steps"] = value
    with pytest.raises(SettingsError, match="wrong type"):
        from_json(data)


@pytest.mark.parametrize("data", [[], "text", None, {"detection": 3}, {"version": 99}])
def test_other_documents_are_refused(data):
    with pytest.raises(SettingsError):
        from_json(data)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("http://localhost:11434/v1", True),
        ("localhost:11434", True),
        ("https://api.example.com", True),
        ("", False),
        ("ftp://example.com", False),
        ("http://user:secret@example.com", False),
        ("http://host:port", False),
    ],
)
def test_server_addresses(address, good):
    responder = ResponderSettings(kind="openai", base_url=address, model="m")
    found = problems(replace(Settings(), responder=responder))
    assert ("responder.base_url" not in found) is good


def test_server_needs_a_model_name():
    responder = ResponderSettings(kind="openai")
    assert "responder.model" in problems(replace(Settings(), responder=responder))


def test_a_model_of_this_program_needs_a_name():
    local = ResponderSettings(kind="local", checkpoint=" ")
    assert "responder.checkpoint" in problems(replace(Settings(), responder=local))
    named = replace(local, checkpoint="google/gemma-3-4b-it", base_url="")
    assert problems(replace(Settings(), responder=named)) == {}


def test_where_models_lie_survives_json_and_is_checked():
    settings = Settings(models=ModelsSettings("/mnt/models", offline=True))
    assert from_json(json.loads(json.dumps(to_json(settings)))) == settings
    assert "models.folder" in problems(Settings(models=ModelsSettings("a\0b")))
