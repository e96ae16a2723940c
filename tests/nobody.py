"""Users and machines that lack what is often taken for granted, as a process of its own finds them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from tests.xserver import REPOSITORY

NAMELESS = 12345
"""A user id that no list of users knows."""


def start_nameless(*arguments: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start the program as a user id without a name, and with no other variables than these.

    Only the number that the process sees is changed, so it may read this interpreter wherever it lies.
    """
    unshare = shutil.which("unshare")
    assert unshare, "needs util-linux"
    command = [unshare, "-U", f"--map-user={NAMELESS}", f"--map-group={NAMELESS}", sys.executable, "-m"]
    needed = {"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "QT_QPA_PLATFORM": "offscreen"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*command, "stride_desktop", *arguments],
        env={**needed, **env},
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )


def run_nameless(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the program like that to its end."""
    with start_nameless(*arguments, env=env) as process:
        out, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, errors)
