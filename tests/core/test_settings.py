"""Settings go to JSON and back unchanged, and nonsense is refused value by value, in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core import settings_json
from stride_desktop.core.detection_settings import DetectionSettings
from stride_desktop.core.errors import SettingsError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import AppearanceSettings, ModelsSettings, NotificationSettings, Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.responders.kinds import problems


def from_json(data):
    """As the settings file is read."""
    return settings_json.from_json(data, problems)


def test_defaults_are_good_and_survive_json():
    settings = Settings()
    assert problems(settings) == {}
    assert from_json(json.loads(json.dumps(to_json(settings)))) == (settings, {})


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
    assert from_json(json.loads(json.dumps(to_json(settings)))) == (settings, {})


def test_missing_entries_take_defaults_and_unknown_ones_are_ignored():
    settings, refused = from_json({"version": 1, "events": {"sustain_seconds": 6}, "later": {"thing": 1}})
    assert refused == {}
    assert settings.events.sustain_seconds == 6.0
    assert settings.detection == Settings().detection


def test_a_file_with_settings_that_are_gone_is_read():
    data = to_json(Settings())
    data["detection"] |= {"decide_at_once": 0.95, "provisional": True, "unmasking_steps": 4}
    settings, refused = from_json(data)
    assert refused == {}
    assert settings.detection == replace(Settings().detection, unmasking_steps=4)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("detection", "unmasking_steps", 0),
        ("detection", "frames_per_tick", 3),
        ("detection", "max_window_frames", 7),
        ("detection", "confidence_threshold", 1.5),
        ("events", "sustain_ratio", float("nan")),
        ("model", "device", "toaster"),
        ("model", "dtype", "int8"),
        ("responder", "device", "toaster"),
        ("responder", "dtype", "int8"),
        ("responder", "answer_tokens", 0),
        ("responder", "silence_seconds", 0.0),
        ("responder", "answer_seconds", 1e6),
        ("appearance", "scheme", "plaid"),
        ("responder", "kind", "oracle"),
    ],
)
def test_a_senseless_value_is_refused_by_name_and_the_others_are_taken(section, key, value):
    data = to_json(replace(Settings(), appearance=AppearanceSettings("dark")))
    data["events"]["cooldown_seconds"] = 7.0
    data[section][key] = value
    settings, refused = from_json(data)
    assert set(refused) == {f"{section}.{key}"}
    assert problems(settings) == {}
    assert getattr(getattr(settings, section), key) == getattr(getattr(Settings(), section), key)
    assert settings.events.cooldown_seconds == 7.0
    assert settings.appearance.scheme == ("system" if section == "appearance" else "dark")


@given(
    st.dictionaries(
        st.sampled_from([*Settings().declared()]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    )
)
def test_any_file_leads_to_settings_that_make_sense(values):
    data = to_json(Settings())
    for path, value in values.items():
        section, _, name = path.partition(".")
        data[section][name] = value
    settings, refused = from_json(data)
    assert problems(settings) == {}
    assert all(settings.value(path) == value for path, value in values.items() if path not in refused)


@pytest.mark.parametrize("value", ["8", 8.5, True, None, [8], {}, 10**400, -(10**400)])
def test_wrong_types_are_refused(value):
    data = to_json(Settings())
    data["detection"]["unmasking_steps"] = value
    settings, refused = from_json(data)
    assert set(refused) == {"detection.unmasking_steps"}
    assert settings == Settings()


@pytest.mark.parametrize("value", ["\ud800", 3, None, ["a", 1], [["a"]]])
def test_hosts_are_taken_as_they_are_or_not_at_all(value):
    settings, refused = from_json({"responder": {"consented_hosts": value, "instruction": "Be brief."}})
    assert set(refused) == {"responder.consented_hosts"}
    assert settings.responder == ResponderSettings(instruction="Be brief.")


def test_a_number_of_seconds_beyond_any_float_is_refused():
    settings, refused = from_json({"events": {"cooldown_seconds": 10**400}})
    assert (settings, set(refused)) == (Settings(), {"events.cooldown_seconds"})


def test_what_follows_from_another_bad_value_is_not_refused():
    settings, refused = from_json({"detection": {"max_window_frames": 0, "unmasking_steps": 4}})
    assert set(refused) == {"detection.max_window_frames"}
    assert settings.detection == DetectionSettings(unmasking_steps=4)


def test_a_section_that_is_none_leaves_the_others():
    settings, refused = from_json({"detection": 3, "appearance": {"scheme": "dark"}})
    assert set(refused) == {"detection"}
    assert settings == Settings(appearance=AppearanceSettings("dark"))


def test_a_value_whose_default_does_not_help_takes_what_needs_it_along():
    settings, refused = from_json({"responder": {"kind": "openai", "model": "", "base_url": "http://a/v1"}})
    assert "responder.model" in refused
    assert settings.responder == ResponderSettings(base_url="http://a/v1")
    night = {"quiet": True, "quiet_from": "07:00", "quiet_to": "07:00", "sound": True}
    settings, refused = from_json({"notifications": night})
    assert set(refused) == {"notifications.quiet_to"}
    assert settings.notifications == NotificationSettings(quiet_from="07:00", sound=True)


@pytest.mark.parametrize("data", [[], "text", None, {"version": 99}, {"version": 10**400}])
def test_other_documents_are_refused(data):
    with pytest.raises(SettingsError):
        from_json(data)


@pytest.mark.parametrize("version", ["1", None, [], 0, -1, 1.0])
def test_a_version_that_is_no_newer_one_decides_nothing(version):
    settings, _ = from_json({"version": version, "appearance": {"scheme": "dark"}})
    assert settings.appearance.scheme == "dark"


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
    assert from_json(json.loads(json.dumps(to_json(settings)))) == (settings, {})
    assert "models.folder" in problems(Settings(models=ModelsSettings("a\0b")))
