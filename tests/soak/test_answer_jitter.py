"""Watching goes on while an answer streams in. STRIDE_SOAK_SCALE=1 runs it at full length.

`python -m tests.soak.answer_jitter 60` on any display gives the figures alone.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import pytest

from tests.xserver import REPOSITORY

pytestmark = [pytest.mark.x11, pytest.mark.timeout(400)]

SECONDS = max(6.0, 60.0 * float(os.environ.get("STRIDE_SOAK_SCALE", "0.01")))
"""At least three decisions without an answer, and three with one."""


def test_frames_and_decisions_go_on_during_an_answer(x_display, tmp_path, capsys):
    command = [sys.executable, "-m", "tests.soak.answer_jitter", str(SECONDS)]
    environment = x_display.env | {
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    done = subprocess.run(
        command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=360
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\n{done.stdout}")
    # How even they are is for a quiet machine to say; that they come at all, for every one.
    assert report["words"] > SECONDS
    for phase in ("without", "with"):
        assert report["frames"][phase] >= SECONDS / 2
        assert report["decisions"][phase] >= SECONDS / 4
    for figure in report["largest deviation in ms"].values():
        assert all(math.isfinite(value) for value in figure.values())
