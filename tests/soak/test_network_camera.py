"""Half an hour of a network camera that ends, or goes silent, once a minute."""

from __future__ import annotations

import json
import sys

import pytest

from tests.soak import scaled
from tests.soak.reports import report_of
from tests.sources.rtsp_server import needs_gstreamer

SECONDS, CYCLE = 1800, 60


@needs_gstreamer
@pytest.mark.timeout(0)
def test_it_is_lost_and_found_again_every_time(capsys):
    seconds = scaled(SECONDS)
    cycles = max(2, seconds // CYCLE)
    report = report_of("network_camera", max(seconds, 15 * cycles), cycles)
    with capsys.disabled():
        sys.stdout.write(f"\n{json.dumps(report)}\n")
    assert report["outages"] == cycles
    assert report["frames"] > report["expected"] / 2
    memory = report["memory_mb"]
    assert memory[-1] - memory[len(memory) // 2] < 30
