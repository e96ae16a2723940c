"""`stride-desktop watch --mask`: hidden while it watches, and in the session that it keeps."""

from __future__ import annotations

import json

import pytest

from stride_desktop.__main__ import main
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import decompress
from tests.cli.watching import EVENT, of
from tests.exports.clips import film
from tests.sources.titled_window import titled
from tests.sources.x_windows import BLUE, canvas
from tests.xserver import HEIGHT, WIDTH


@pytest.mark.usefixtures("bright_model")
def test_nothing_is_seen_in_a_hidden_part(make_video, run_json):
    clip = make_video(EVENT)
    _, lines = run_json("watch", clip, "--query", "bright", "--json", "--mask", "0,0,25%,1")
    assert len(of("trigger", lines)) == 1, "most of it is still bright"
    _, lines = run_json("watch", clip, "--query", "bright", "--json", "--mask", "0,0,1,1")
    assert not of("trigger", lines)


@pytest.mark.usefixtures("bright_model")
def test_the_session_knows_what_was_hidden(make_video, run_json, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    clip = make_video(EVENT)
    masks = "--mask", "0,0,0.25,1", "--mask", "0.5,0,50%,20%"
    status, _ = run_json("watch", clip, "--query", "bright", "--json", "--keep", "spans", *masks)
    assert status == 0
    (info,) = Library().sessions()
    with Library().open(info.id) as session:
        assert session.masks(PrivacySettings()) == (Mask(0, 0, 0.25, 1), Mask(0.5, 0, 0.5, 0.2))


@pytest.mark.parametrize(
    ("text", "words"),
    [("left", "is not a part of a picture"), ("0,0,2,1", "does not lie in the picture"), ("", "not a part")],
)
def test_a_part_that_is_none(make_video, capsys, text, words):
    assert main(["watch", str(make_video(EVENT)), "--query", "bright", "--mask", text]) == 2
    assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("bright_model")
def test_parts_that_were_marked_in_the_window_are_hidden_too(make_video, run_json, config):
    clip = make_video(EVENT)
    save(config, SourceMask(Mask(0.0, 0.0, 1.0, 0.5), str(clip), "", "clip.avi"))
    _, lines = run_json("watch", clip, "--query", "bright", "--json")
    assert not of("trigger", lines), "half of it is too dark"


@pytest.mark.usefixtures("bright_model")
def test_a_clip_of_the_session_hides_it(make_video, run_json, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    run_json(
        "watch", make_video(EVENT), "--query", "bright", "--json", "--keep", "spans", "--mask", "0,0,0.5,1"
    )
    out = tmp_path / "out.mp4"
    assert main(["export", "latest", "--format", "mp4", "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    _, pictures = film(out)
    assert max(int(picture[:, :28].max()) for picture in pictures) < 16, "as black as a codec keeps it"
    assert max(int(picture[:, 36:].max()) for picture in pictures) > 200


@pytest.mark.x11
@pytest.mark.usefixtures("bright_model")
def test_a_part_of_a_screen_is_hidden_in_a_region_of_it(run_json, config, tmp_path, x_display, monkeypatch):
    """The left half of the screen is marked; the region lies across the middle."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    x_display.enter(monkeypatch)
    save(config, SourceMask(Mask(0.0, 0.0, 0.5, 1.0), "screen:1", "", "Screen 1"))
    region = f"screen:1@{WIDTH // 2 - 50},100,100x80"
    with canvas() as painted:
        painted.window((0, 0, WIDTH, HEIGHT), BLUE)
        run_json("watch", region, "--query", "bright", "--json", "--keep", "frames", "--seconds", "2")
    (info,) = Library().sessions()
    with Library().open(info.id) as session:
        pictures = [decompress(jpeg) for _, jpeg in session.pictures()]
    assert pictures
    for picture in pictures:
        assert picture[:, :46].max() < 40
        assert picture[:, 54:, 2].min() > 200


@pytest.mark.x11
@pytest.mark.usefixtures("bright_model")
def test_it_is_said_that_a_window_does_not_hide_what_a_screen_does(config, x_display, monkeypatch, capsys):
    x_display.enter(monkeypatch)
    save(config, SourceMask(Mask(0.0, 0.0, 0.5, 1.0), "screen:1", "", "Screen 1"))
    with titled("Letters", BLUE):
        status = main(["watch", "window:Letters", "--query", "bright", "--json", "--seconds", "1"])
    assert status == 0
    assert "What you hid on a screen is not hidden in Letters" in capsys.readouterr().err


def save(config, *masks):
    """Settings in which these are marked."""
    folder = config / "stride-desktop"
    folder.mkdir(parents=True)
    texts = [str(mask) for mask in masks]
    (folder / "settings.json").write_text(json.dumps({"privacy": {"masks": texts}}))
