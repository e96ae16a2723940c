"""Damaged video files: no traceback, no hang, bounded memory, and nothing of FFmpeg's on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import scaled
from tests.soak.reports import report_of

SECONDS = 5.0
MEGABYTES = 600.0


def test_damaged_files_are_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = scaled(3000)
    report = report_of("damaged_files", count, tmp_path)
    with capsys.disabled():
        print(f"\n{count} damaged files: {report}")
    assert report["slowest"] < SECONDS, "of processor time"
    assert report["grown"] < MEGABYTES
