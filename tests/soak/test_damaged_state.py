"""Damaged settings and sessions: no traceback, no hang, bounded memory, and nothing on stderr."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.soak import scaled
from tests.soak.reports import report_of

SECONDS = 5.0
MEGABYTES = 300.0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("what", ["settings", "sessions"])
def test_damaged_state_is_used_or_refused(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = scaled(3000)
    report = report_of("damaged_state", what, count, tmp_path)
    with capsys.disabled():
        print(f"\n{count} damaged {what}: {report}")
    assert report["slowest"] < SECONDS, "of processor time"
    assert report["grown"] < MEGABYTES
