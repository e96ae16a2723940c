"""What a module of this folder reports when it is run by itself, with nothing else in its memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


def report_of(module: str, *arguments: object) -> dict[str, Any]:
    """Its last line, a JSON object; fails for any other line, and for anything on stderr."""
    command = [sys.executable, "-m", f"tests.soak.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *failures, last = done.stdout.splitlines()
    assert failures == []
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(last)
    return report
