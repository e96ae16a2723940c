"""The evaluation and its command, driven by a small untrained model."""

import argparse
import json
from dataclasses import replace

import pytest
import torch

from stride_desktop.activation import load_checkpoint
from stride_desktop.activation.nano import load_nano, save_nano
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.checkpoints.device import Compute
from stride_desktop.cli import evaluate as evaluate_command
from stride_desktop.cli import train as command
from stride_desktop.core.errors import Cancelled, CheckpointError, StrideError
from stride_desktop.resources import resource
from stride_desktop.training.canvas import FULL, Box
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.elements import Prop
from stride_desktop.training.evaluation import EvaluationSettings, evaluate
from stride_desktop.training.questions import Question, read_questions, write_questions
from stride_desktop.training.recorded_evaluation import RecordedSettings, evaluate_recordings
from stride_desktop.training.recordings import record
from stride_desktop.training.report import recordings_table, table
from stride_desktop.training.streams import Happening, Light, Stream
from stride_desktop.training.watching import LIVE
from tests.small_nano import SMALL

TINY = replace(SMALL, buckets=512)
QUICK = EvaluationSettings((Family.BLANK, Family.DARK), streams=1, eventless=1, seconds=20)


class Silent:
    """An activation model that never finds anything, and cannot judge single frames."""

    name = "silent"
    window_past, window_future, resolution = 64, 0, 1.0
    kinds = ()
    compute = Compute()

    def __init__(self, model):
        self._model = model

    def encode(self, *arguments):
        return self._model.encode(*arguments)

    def open(self, _query):
        return SilentPrefix()

    def understands(self, query):
        return self._model.understands(query)

    def lane_bytes(self, query, settings):
        return self._model.lane_bytes(query, settings)

    def denoise_together(self, calls):
        return [prefix.denoise(labels) for prefix, labels in calls]

    def compile(self):
        self._model.compile()


class SilentPrefix:
    tokens = next_position = 0

    def append(self, group, seconds):
        pass

    def denoise(self, labels):
        return 0.0 * labels


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(1)
    save_nano(tmp_path / "nano", TINY, NanoTokenizer(TINY.buckets), NanoNetwork(TINY))
    return tmp_path / "nano"


def test_a_model_that_finds_nothing_misses_everything_and_alarms_nobody(folder):
    shares = []
    settings = EvaluationSettings((Family.BLANK,), streams=2, eventless=1, seconds=40)
    report = evaluate(Silent(load_nano(folder)), settings, lambda _what, share: shares.append(share))
    assert shares == sorted(shares)
    assert [(item.family, item.ends) for item in report.edges] == [("blank", False), ("blank", True)]
    assert all(item.recall == 0 and item.f1 == 0 for item in report.edges if item.events)
    assert report.false_per_hour == 0
    assert report.eventless_hours > 0
    assert all(item.per_frame_f1 != item.per_frame_f1 for item in report.edges)  # it cannot say
    assert "must-know families" in table(report)


def test_the_same_evaluation_gives_the_same_report(folder):
    model = load_nano(folder)
    assert table(evaluate(model, QUICK)) == table(evaluate(model, QUICK))


def test_an_evaluation_can_be_cancelled(folder):
    with pytest.raises(Cancelled):
        evaluate(load_nano(folder), QUICK, cancelled=lambda: True)


def parsed(module, *words):
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args(words)


def test_the_commands_say_what_is_wrong(tmp_path):
    with pytest.raises(CheckpointError):
        evaluate_command.run(parsed(evaluate_command, "--checkpoint", str(tmp_path)))
    with pytest.raises(StrideError):
        evaluate_command.run(parsed(evaluate_command, "--streams", "0"))
    with pytest.raises(StrideError):
        command.run(parsed(command, "--out", str(tmp_path), "--minutes", "0"))
    (tmp_path / "file").write_text("")
    with pytest.raises(StrideError):
        command.run(parsed(command, "--out", str(tmp_path / "file"), "--minutes", "1"))


def test_the_evaluate_command_writes_a_table_and_a_report(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evaluate_command, "EvaluationSettings", lambda **_: QUICK)
    words = ("--checkpoint", str(folder), "--json", str(tmp_path / "report.json"))
    assert evaluate_command.run(parsed(evaluate_command, *words)) == 0
    assert "F1@0.5" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "report.json").read_text())["edges"]) == 4


def test_screens_of_real_widgets_can_be_watched_instead(folder, monkeypatch, capsys, qapp):  # noqa: ARG001
    monkeypatch.setattr(evaluate_command, "EvaluationSettings", lambda **_: replace(QUICK, baselines=False))
    monkeypatch.setattr("stride_desktop.training.screens.desktop.FAMILIES", (Family.DIALOG,))
    assert evaluate_command.run(parsed(evaluate_command, "--checkpoint", str(folder), "--screens")) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert rows.count("dialog") == 2
    assert "blank" not in rows


def a_red_square(tmp_path):
    """A recording in which a red square is there from 8 to 20 s."""
    prop = Prop(Box(0.3, 0.3, 0.6, 0.7), "square", (220, 20, 20), (Span(8.0, 20.0),))
    happening = Happening(Condition(Family.OBJECT, "red", "square"), prop.spans, prop)
    paint = lambda canvas, _rng: canvas.fill(FULL, (200, 200, 200))  # noqa: E731
    stream = Stream("desktop", 1, 30.0, paint, (prop,), (happening,), Light(noise=0.0))
    record(stream, tmp_path / "square.npz")
    return tmp_path


RED = Condition(Family.OBJECT, "red", "square")
QUESTIONS = (
    Question("a red square appears", RED, False, ("Speak up at a red square", "A red square shows")),
    Question("a red square leaves", RED, True, ("Tell me when the red square has gone",)),
    Question(
        "the screen goes black", Condition(Family.BLANK), False, ("Tell me when the screen goes black",)
    ),
    Question("anything else", Condition(Family.OTHER), False, ("Tell me when dinner is ready",)),
)


def recordings(tmp_path):
    """A folder of one with a red square, one of nothing, and what they are to be asked."""
    a_red_square(tmp_path)
    record(
        Stream("desktop", 2, 30.0, lambda _canvas, _rng: None, (), (), Light(noise=0.0)),
        tmp_path / "none.npz",
    )
    write_questions(tmp_path, QUESTIONS)
    return tmp_path


def test_recordings_are_watched_for_what_happens_and_for_what_does_not(tmp_path):
    model = load_checkpoint(resource("models", "stride-nano"), device="cpu")
    report = evaluate_recordings(model, recordings(tmp_path), RecordedSettings(wordings=1))
    appears, leaves, black = report.kinds
    assert (appears.events, appears.told, appears.false, appears.swapped) == (1, 1.0, 0, 0)
    assert abs(appears.onset) < 1.5
    assert min(appears.f1, appears.one_step_f1, appears.no_retention_f1, appears.per_frame_f1) > 0
    assert leaves.events == 1
    assert (black.events, black.swapped, black.swapped_told) == (0, 1, 0)
    assert black.quiet_hours == pytest.approx(30 / 3600)
    assert report.total.events == 2
    assert (report.foreign.events, report.foreign.swapped) == (0, 1)
    rows = recordings_table(report).splitlines()
    assert rows[1].split()[:6] == ["a", "red", "square", "appears", "1", "100%"]


def test_fewer_kinds_that_do_not_happen_can_be_asked_about(folder, tmp_path):
    settings = RecordedSettings(wordings=1, others=1, baselines=False)
    report = evaluate_recordings(load_nano(folder), recordings(tmp_path), settings)
    assert sum(item.swapped for item in (*report.kinds, report.foreign)) == 1
    assert all(item.one_step_f1 != item.one_step_f1 for item in report.kinds)


def test_the_evaluate_command_watches_recordings(folder, tmp_path, capsys):
    words = ("--checkpoint", str(folder), "--recordings", str(recordings(tmp_path)), "--no-baselines")
    files = ("--json", str(tmp_path / "r.json"), "--failures", str(tmp_path / "failures.html"))
    assert evaluate_command.run(parsed(evaluate_command, *words, *files)) == 0
    assert "a red square appears" in capsys.readouterr().out
    assert json.loads((tmp_path / "r.json").read_text())["kinds"][0]["events"] == 3
    page = (tmp_path / "failures.html").read_text()
    assert "missed: a red square appears" in page
    assert "data:image/jpeg;base64," in page
    with pytest.raises(StrideError, match=r"no questions\.json"):
        evaluate_command.run(parsed(evaluate_command, *words[:3], str(folder)))
    (tmp_path / "empty").mkdir()
    write_questions(tmp_path / "empty", QUESTIONS)
    with pytest.raises(StrideError, match="no recorded streams"):
        evaluate_command.run(parsed(evaluate_command, *words[:3], str(tmp_path / "empty")))


@pytest.mark.parametrize(
    "content", ["{", "[1]", '[{"kind": "x", "condition": 1, "ends": false, "wordings": ["x"]}]']
)
def test_damaged_questions_are_said(tmp_path, content):
    (tmp_path / "questions.json").write_text(content)
    with pytest.raises(StrideError, match="cannot be read"):
        read_questions(tmp_path)


def test_how_it_is_watched_can_be_said(folder, monkeypatch):
    asked = []

    def settings(**options):
        asked.append(options["detector"])
        return replace(QUICK, detector=options["detector"], eventless=0)

    monkeypatch.setattr(evaluate_command, "EvaluationSettings", settings)
    reports = []
    monkeypatch.setattr(evaluate_command, "table", lambda report: reports.append(report) or "")
    words = "--checkpoint", str(folder)
    for more in ((), ("--unmasking-steps", "2")):
        assert evaluate_command.run(parsed(evaluate_command, *words, *more)) == 0
    usual, fewer = (report.calls for report in reports)
    assert fewer < usual
    assert asked[0] == LIVE
