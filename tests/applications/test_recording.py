"""Scenes of real programs are recorded with their truth, and asked about in words of their own."""

import itertools

import numpy as np
import pytest

from stride_desktop.training import wordings as training
from stride_desktop.training.questions import read_questions, write_questions
from stride_desktop.training.recordings import SIZE, play
from tests.applications.desk import RecordingError
from tests.applications.programs import Program, Terminal, Tk
from tests.applications.record import film, missing
from tests.applications.scenes import SCENES
from tests.applications.wordings import CAMERAS, DIALOG, FOREIGN, RED, SCREENS


def boxes(desk):
    """A dialog of xmessage, then one of Tk, over a terminal in which text scrolls."""
    desk.busy = [Terminal(desk, "xterm", "-geometry", "60x20+20+20")]
    program = Tk(desk)
    yield from desk.work(2)
    yield from desk.shown(DIALOG, 3, lambda: Program(desk, "xmessage", "-center", "Ready?"))
    yield from desk.work(2)
    yield from desk.shown(DIALOG, 2, lambda: program.box("ok", "info", "Printed"))
    yield from desk.work(1)


@pytest.mark.x11
def test_a_program_is_seen_when_the_recording_says_so(x_display, tmp_path):
    film("boxes", boxes, x_display, tmp_path / "boxes.npz")
    stream = play(tmp_path / "boxes.npz")
    first, second = stream.spans(DIALOG)
    assert (int(first.start), int(first.end), int(second.start), int(second.end)) == (1, 4, 6, 8)
    assert stream.duration == 10
    middle = lambda time: stream.image(float(time), *SIZE)[100:190, 180:300].astype(int)  # noqa: E731
    assert np.abs(middle(3) - middle(1)).mean() > 10
    assert np.abs(middle(5) - middle(1)).mean() < np.abs(middle(3) - middle(1)).mean()


@pytest.mark.x11
def test_what_does_not_show_is_not_recorded(x_display, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.applications.desk.PATIENCE", 0.2)

    def nothing(desk):
        yield
        desk.begin(DIALOG)
        yield

    with pytest.raises(RecordingError, match="nothing changed"):
        film("nothing", nothing, x_display, tmp_path / "nothing.npz")
    assert not list(tmp_path.iterdir())


def test_scenes_name_what_they_need(tmp_path):
    (tmp_path / "clip.mp4").touch()
    assert missing(("sh", "no-such-program", "clip.mp4", "other.mp4"), tmp_path) == [
        "no-such-program",
        "other.mp4",
    ]
    assert missing(("clip.mp4",)) == ["clip.mp4"]


def test_requests_are_worded_as_training_never_words_them():
    asked = [text.casefold() for question in (*SCREENS, *CAMERAS) for text in question.wordings]
    openings = (*training.OPENINGS, *training.NOUN_OPENINGS)
    for text, opening in itertools.product(asked, openings):
        before, _, after = opening.replace("{n}", "{c}").partition("{c}")
        if before:
            assert not (text.startswith(before.casefold()) and text.endswith(after.casefold())), text
    clauses = [verb for wording in training.WORDINGS.values() for verb in (*wording.verbs, *wording.nouns)]
    assert not set(asked) & {clause.casefold() for clause in clauses}
    foreign = {text.casefold() for text in FOREIGN.wordings}
    assert not foreign & {text.casefold() for text in (*training.OTHER, *training.HELD_OUT_OTHER)}


def test_every_kind_has_three_wordings_or_more():
    assert len({question.kind for question in SCREENS}) >= 8
    assert all(len(set(question.wordings)) >= 3 for question in (*SCREENS, *CAMERAS))
    assert len(SCENES) >= 18


def test_questions_are_kept_beside_the_recordings(tmp_path):
    write_questions(tmp_path, SCREENS)
    assert read_questions(tmp_path) == SCREENS
    assert any(question.condition == RED and question.ends for question in SCREENS)
