"""`stride-desktop bench capture`: what a frame costs, and that an unchanged one costs less."""

from __future__ import annotations

import json

from stride_desktop.cli.command_line import run_command_line


def test_an_unchanged_picture_is_neither_compressed_nor_scaled_again(capsys):
    assert run_command_line(["bench", "capture", "--size", "720x1280", "--frames", "8", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    changing, still = report["changing_ms"], report["still_ms"]
    for stage in ("jpeg", "thumbnail", "evidence"):
        assert still[stage] < changing[stage] / 5
    assert sum(still.values()) < sum(changing.values()) / 2


def test_the_table_names_every_stage(capsys):
    assert run_command_line(["bench", "capture", "--size", "96x128", "--frames", "3"]) == 0
    printed = capsys.readouterr().out
    assert "CPU for a frame of 128×96 pixels" in printed
    for words in ("Compared with", "JPEG", "Thumbnail", "Scaled down", "All of these"):
        assert words in printed
