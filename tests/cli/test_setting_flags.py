"""The flags of declared settings: what is given replaces what is saved, and nonsense is refused in words."""

from __future__ import annotations

import argparse

import pytest

from stride_desktop.cli.setting_flags import add_flags, with_flags
from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import Settings

SAVED = Settings().having({"events.cooldown_seconds": 9.0, "detection.max_window_frames": 32})


@pytest.fixture
def read():
    parser = argparse.ArgumentParser()
    add_flags(parser, "detection", "events", "responder")
    return lambda *flags: with_flags(SAVED, parser.parse_args(flags))


def test_without_flags_the_saved_settings_count(read):
    assert read() == SAVED


def test_what_is_given_replaces_what_is_saved(read):
    given = read("--cooldown", "12.5", "--unmasking-steps", "4", "--as-video", "--instruction", "Be brief.")
    assert given == SAVED.having(
        {
            "events.cooldown_seconds": 12.5,
            "detection.unmasking_steps": 4,
            "responder.as_video": True,
            "responder.instruction": "Be brief.",
        }
    )


def test_no_number_is_a_value_where_the_form_has_one(read, capsys):
    assert read("--window", "none").detection.max_window_frames is None
    with pytest.raises(SystemExit):
        read("--unmasking-steps", "none")
    assert "“none” is not a number." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--sustain-ratio", "1.5"), "--sustain-ratio: 1.5 is not between 0.1 and 1."),
        (("--frames-per-tick", "3"), "3 is odd"),
        (("--max-images", "2.5"), "“2.5” is not a number."),
    ],
)
def test_nonsense_is_refused_in_the_words_of_the_form(read, capsys, flags, words):
    with pytest.raises(SystemExit):
        read(*flags)
    assert words in capsys.readouterr().err


def test_values_that_make_no_sense_together_are_refused(read):
    with pytest.raises(SettingsError, match="--frames-per-tick: A decision cannot need more frames"):
        read("--frames-per-tick", "40")


def test_flags_are_unique_and_explained():
    declared = [setting for setting in Settings().declared().values() if setting.flag]
    assert len({setting.flag for setting in declared}) == len(declared)
    parser = argparse.ArgumentParser()
    add_flags(parser, "detection", "events", "responder")
    assert "how long something must have been seen" in " ".join(parser.format_help().split()).lower()
