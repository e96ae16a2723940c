"""`stride-desktop demo --headless`: the report has the promised shape and tells what happens in the clip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from stride_desktop.resources import resource

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def run_demo(out, *, before=""):
    script = f"import sys; {before}\nfrom stride_desktop.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", script, "demo", "--headless", "--out", str(out)],
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=150,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "new" / "folder"
    done = run_demo(out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done, out, json.loads((out / "demo.json").read_text("utf-8"))


def overlap(first, second):
    return min(first[1], second[1]) - max(first[0], second[0])


def test_says_where_it_wrote(demo):
    done, out, _ = demo
    assert str(out / "demo.png") in done.stdout
    assert str(out / "demo.json") in done.stdout


def test_the_report_has_exactly_the_promised_entries(demo):
    report = demo[2]
    about = json.loads(resource("demo", "demo.json").read_text("utf-8"))
    assert list(report) == ["clip", "requests", "model", "seconds"]
    assert report["clip"] == about["clip"]
    assert report["model"] == "stride-nano"
    assert [(item["query"], item["truth"]) for item in report["requests"]] == [
        (item["query"], item["truth"]) for item in about["requests"]
    ]
    for item in report["requests"]:
        assert list(item) == ["query", "truth", "predicted", "triggers", "answers"]
        assert all(0 <= start < end <= report["seconds"] for start, end in item["predicted"])
        assert all(trigger["event"] in item["predicted"] for trigger in item["triggers"])
        assert len(item["answers"]) == len(item["triggers"])


def test_every_request_speaks_at_its_moment(demo):
    for item in demo[2]["requests"]:
        (truth,) = item["truth"]
        times = [trigger["time"] for trigger in item["triggers"]]
        assert any(truth[0] <= time <= truth[1] + 2 for time in times), item
        assert any(overlap(span, truth) > 0.5 * (truth[1] - truth[0]) for span in item["predicted"]), item


def test_the_picture_shows_the_window(demo):
    picture = QImage(str(demo[1] / "demo.png"))
    assert (picture.width(), picture.height()) == (1280, 800)
    colours = {picture.pixel(x, y) for x in range(0, 1280, 8) for y in range(0, 800, 8)}
    assert len(colours) > 500, "a clip, spans and cards, not an empty window"


def test_a_missing_model_fails_in_words(tmp_path):
    done = run_demo(
        tmp_path,
        before="from stride_desktop.pipeline import model_loading as m; m.BUILT_IN = 'no-model'",
    )
    assert done.returncode == 1
    assert "no-model" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "demo.json").exists()


def test_a_folder_that_cannot_be_written_fails_in_words(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = run_demo(blocked)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
