"""Damaged video files: no traceback, no hang, bounded memory, and nothing of FFmpeg's on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak import scaled

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
MEGABYTES = 600.0


def test_damaged_files_are_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = scaled(3000)
    command = [sys.executable, "-m", "tests.soak.damaged_files", str(count), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *failures, last = done.stdout.splitlines()
    assert failures == []
    assert done.stderr == ""
    report = json.loads(last)
    with capsys.disabled():
        print(f"\n{count} damaged files: {report}")
    assert report["slowest"] < SECONDS, "of processor time"
    assert report["grown"] < MEGABYTES
