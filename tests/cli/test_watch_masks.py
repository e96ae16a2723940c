"""`stride-desktop watch --mask`: hidden while it watches, and in the session that it keeps."""

from __future__ import annotations

import pytest

from stride_desktop.__main__ import main
from stride_desktop.core.masks import Mask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.sessions.library import Library
from tests.cli.watching import EVENT, of


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
