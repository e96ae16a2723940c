"""Damaged settings and sessions: no traceback, no hang, bounded memory, and nothing on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak import scaled

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
MEGABYTES = 300.0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("what", ["settings", "sessions"])
def test_damaged_state_is_used_or_refused(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = scaled(3000)
    command = [sys.executable, "-m", "tests.soak.damaged_state", what, str(count), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *failures, last = done.stdout.splitlines()
    assert failures == []
    assert done.stderr == ""
    report = json.loads(last)
    with capsys.disabled():
        print(f"\n{count} damaged {what}: {report}")
    assert report["slowest"] < SECONDS, "of processor time"
    assert report["grown"] < MEGABYTES
