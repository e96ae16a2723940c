"""The checkpoint that comes with the program, on streams, colours and wordings it has never seen.

The bars lie well below what the model card reports: this guards against a broken checkpoint.
"""

import json

import cv2
import pytest

from stride_desktop.activation import load_checkpoint
from stride_desktop.core.frames import Frame
from stride_desktop.resources import resource
from stride_desktop.training.conditions import MUST_KNOW, Span
from stride_desktop.training.demo_clip import demo_stream
from stride_desktop.training.evaluation import HELD_OUT_SEED, EvaluationSettings, evaluate
from stride_desktop.training.report import table
from stride_desktop.training.scores import match_spans, match_triggers
from stride_desktop.training.watching import watch


@pytest.fixture(scope="module")
def model():
    return load_checkpoint(resource("models", "stride-nano"), device="cpu")


@pytest.fixture(scope="module")
def demo():
    folder = resource("demo")
    content = json.loads((folder / "demo.json").read_text())
    video = cv2.VideoCapture(str(folder / content["clip"]))
    rate, frames = video.get(cv2.CAP_PROP_FPS), []
    for second in range(content["seconds"]):
        video.set(cv2.CAP_PROP_POS_FRAMES, round(second * rate))
        found, picture = video.read()
        assert found
        frames.append(Frame(picture[:, :, ::-1].copy(), float(second)))
    return frames, content


def test_the_checkpoint_is_small():
    assert sum(path.stat().st_size for path in resource("models", "stride-nano").iterdir()) < 20_000_000


def test_held_out_streams(model):
    settings = EvaluationSettings(
        MUST_KNOW, streams=1, eventless=2, seconds=60, seed=HELD_OUT_SEED + 77, baselines=False
    )
    report = evaluate(model, settings)
    print(table(report))
    assert report.f1_must_know > 0.45
    assert report.recall_must_know > 0.45
    assert report.swapped_f1 < 0.25
    assert report.false_per_hour < 20


def test_the_demo_clip_is_what_the_generator_draws(demo):
    frames, content = demo
    assert len(content["requests"]) >= 3
    stream = demo_stream()
    for second in (5, 15, 33, 50):
        drawn = stream.image(float(second), *frames[0].image.shape[:2])
        assert abs(drawn.astype(int) - frames[second].image).mean() < 6


def test_the_model_is_right_about_the_demo_clip(model, demo):
    frames, content = demo
    for request in content["requests"]:
        truth = [Span(*pair) for pair in request["truth"]]
        seen = watch(model, frames, request["query"])
        assert match_spans(seen.predicted, truth).f1 == 1, (request["query"], seen)
        counted = match_triggers(seen.triggers, truth)
        assert (counted.found, counted.false) == (len(truth), 0), (request["query"], seen)


def test_the_demo_clip_with_a_request_for_something_else_stays_silent(model, demo):
    frames, _ = demo
    for query in (
        "Tell me when the screen goes blank",
        "Let me know when a green box appears",
        "A dog barks",
    ):
        assert watch(model, frames, query).triggers == (), query
