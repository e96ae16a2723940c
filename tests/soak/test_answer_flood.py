"""A model server that floods the window gets a few looks, and no more. STRIDE_SOAK_SCALE=1 gives the figures.

`python -m tests.soak.answer_flood 4000 3000 plain megabyte endless` on any display gives them alone.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.soak import scaled
from tests.xserver import REPOSITORY

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

TOKENS = 4000
KINDS = ["plain", "megabyte", "endless"] if scaled(100) == 100 else ["endless"]


def test_a_flood_reaches_the_window_in_a_few_messages(x_display, tmp_path, capsys):
    command = [sys.executable, "-m", "tests.soak.answer_flood", str(TOKENS), str(max(300, scaled(3000)))]
    environment = x_display.env | {
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    done = subprocess.run(
        [*command, *KINDS], env=environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\n{done.stdout}")
    # How long a turn takes is for a quiet machine to say; how many there are, and how large, for every one.
    flood = report["endless"]
    assert flood["characters"] == 4 * TOKENS
    assert flood["messages"] < 1000
    assert "Cut off" in flood["status"]
