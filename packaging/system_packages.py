"""Debian and Ubuntu packages: which are missing, and installing them.

Standard library only, and importable by Python 3.6: it runs before anything is installed.
"""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def wanted(names: "list[str]") -> "list[str]":
    """The packages listed in `debian-<name>.txt` for each name; # begins a comment."""
    lines = []
    for name in names:
        lines += (HERE / f"debian-{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def missing(packages: "list[str]") -> "list[str]":
    """Those of `packages` that no installed package is called or provides; none on other systems."""
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return []
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}|${Package}, ${Provides}\n"]
    present = set()
    for line in subprocess.run(query, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        status, _, names = line.partition("|")
        if status == "installed":
            # newer releases rename packages and provide the old name: libglib2.0-0t64 and its like
            present.update(name.split(" ")[0] for name in names.split(", "))
    return [package for package in packages if package not in present]


def install(packages: "list[str]") -> bool:
    """Install what is missing of `packages` as root; otherwise print how. False when some stay missing."""
    absent = missing(packages)
    if not absent:
        return True
    command = ["apt-get", "install", "-y", "--no-install-recommends", *absent]
    if os.geteuid() != 0:
        print("\nThese system packages are missing. Install them with:\n  sudo " + " ".join(command) + "\n")
        return False
    print("Installing system packages: " + " ".join(absent), flush=True)
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quietly = {"env": env, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    subprocess.run(["apt-get", "update"], **quietly)  # without a network the lists at hand may do
    done = subprocess.run(command, **quietly)
    if done.returncode != 0:
        print(done.stdout[-2000:] + "\nInstalling system packages failed. Is there a network?")
    return done.returncode == 0
