"""Half an hour of a network camera that fails in another way every minute."""

from __future__ import annotations

import json
import sys

import pytest

from tests.soak import scaled
from tests.soak.reports import report_of
from tests.sources.rtsp_server import needs_gstreamer

SECONDS, CYCLE = 1800, 60
WAYS = {"rtsp": 2, "jpeg": 5}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", [pytest.param("rtsp", marks=needs_gstreamer), "jpeg"])
def test_it_is_lost_and_found_again_every_time(kind, capsys):
    seconds = scaled(SECONDS)
    cycles = max(WAYS[kind], seconds // CYCLE)
    report = report_of("network_camera", kind, max(seconds, 15 * cycles), cycles)
    with capsys.disabled():
        sys.stdout.write(f"\n{kind}: {json.dumps(report)}\n")
    assert sum(report["outages"].values()) == cycles
    assert report["frames"] > report["expected"] / 2
    memory = report["memory_mb"]
    assert memory[-1] - memory[len(memory) // 2] < 30
