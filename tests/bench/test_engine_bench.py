"""`stride-desktop bench` on small models, and what it tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from stride_desktop.bench.bare import bare_forwards
from stride_desktop.bench.shapes import random_model
from stride_desktop.cli.command_line import BAD_INPUT, run_command_line
from tests.activation.golden import TINY, load_tiny

BY_WINDOW = ("tick_ms", "rebuild_tick_ms", "ratio")
IN_ALL = ("p99_over_median", "denoise_over_bare", "still_screen_tick_ms", "cache_mb")
SMALL = ["--window", "4,8", "--frame-size", "64x96", "--threads", "1", "--device", "cpu", "--json"]


@pytest.fixture(autouse=True)
def _threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def measured(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run_command_line(["bench", *arguments, *SMALL]) == 0
    printed = capsys.readouterr()
    assert "window of 8 frames" in printed.err
    return json.loads(printed.out)


def test_it_measures_a_checkpoint_and_writes_a_report(tmp_path: Path, capsys) -> None:
    out = tmp_path / "engine.json"
    report = measured(capsys, "engine", "--model", str(TINY), "--out", str(out))
    assert report == json.loads(out.read_text("utf-8"))
    assert (report["checkpoint"], report["device"], report["dtype"]) == ("tiny-stride", "cpu", "float32")
    windows = report["windows"]
    assert set(windows) == {"4", "8"}
    for key in BY_WINDOW:
        assert report[key] == {frames: window[key] for frames, window in windows.items()}
    for window in windows.values():
        assert all(window[key] > 0 for key in (*BY_WINDOW, *IN_ALL, "frames_per_second"))
        assert window["ratio"] == pytest.approx(window["rebuild_tick_ms"] / window["tick_ms"], rel=0.01)
        assert window["p95_ms"] <= window["p99_ms"]
        assert window["bare_cache"] in ("growing", "static")
    for key in IN_ALL[:2]:
        assert report[key] == max(window[key] for window in windows.values())
    for key in IN_ALL[2:]:
        assert report[key] == windows["8"][key]
    # One call to carry decisions forward and one for each round; four frames have four slots.
    assert [window["calls_per_tick"] for window in windows.values()] == [5, 9]
    assert [window["ticks"] for window in windows.values()] == [6, 6]
    assert report["rss_mb"] is None or report["rss_mb"] > 20


def test_the_built_in_model_has_no_passes_to_compare(capsys) -> None:
    report = measured(capsys)
    assert report["checkpoint"] == "stride-nano"
    assert report["denoise_over_bare"] is report["cache_mb"] is None
    assert all(value > 0 for value in report["ratio"].values())


def test_the_table_has_a_row_for_each_window(capsys) -> None:
    assert run_command_line(["bench", "--model", str(TINY), *SMALL[:-1]]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith("tiny-stride on cpu in float32, 1 threads")
    assert [row.split()[0] for row in rows[2:4]] == ["4", "8"]


def test_it_needs_no_qt() -> None:
    script = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from stride_desktop.cli.command_line import run_command_line\n"
        f"sys.exit(run_command_line(['bench', '--model', {str(TINY)!r}, *{SMALL!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["subject"] == "engine"


@pytest.mark.parametrize("wrong", [["--window", "7"], ["--frame-size", "8x8"], ["--window", "two"]])
def test_senseless_sizes_are_refused(wrong, capsys) -> None:
    try:
        status = run_command_line(["bench", *wrong])
    except SystemExit as left:
        status = left.code
    assert status == BAD_INPUT
    assert "error" in capsys.readouterr().err


def test_ctrl_c_is_no_traceback(monkeypatch, capsys) -> None:
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("stride_desktop.bench.engine.measure", interrupted)
    assert run_command_line(["bench", "--model", str(TINY), *SMALL]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("cache", ["growing", "static"])
def test_a_bare_pass_reads_the_tokens_behind_the_whole_prefix(cache: str) -> None:
    network = load_tiny().network
    seen = []
    attention = network.model.model.language_model.layers[0].self_attn
    attention.register_forward_hook(
        lambda _m, _i, options, _o: seen.append(int(options["past_key_values"].get_seq_length())),
        with_kwargs=True,
    )
    forward = bare_forwards(network, 50, 8)[cache]
    forward()
    forward()
    assert seen == [58, 58]


def test_random_weights_are_the_same_every_time() -> None:
    one, other = (random_model("40m", "cpu", "float32") for _ in range(2))
    assert torch.equal(one.network.embed([1, 2]), other.network.embed([1, 2]))
    assert (one.name, one.compute.dtype, one.window_past) == ("random-40m", "float32", 32)
