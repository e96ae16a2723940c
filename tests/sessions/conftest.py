"""A library in a folder of its own, and small file systems where we may mount them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from stride_desktop.sessions.library import Library

NEEDS = "needs the right to mount a file system"


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data" / "sessions")


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of two megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip(f"{NEEDS}: root on Linux")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"{NEEDS}: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
