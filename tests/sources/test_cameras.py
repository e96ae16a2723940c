"""Which camera is meant: two of one name, and one that comes back."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.sources import cameras
from stride_desktop.sources.cameras import Camera, SoughtCamera, port_of, shown_names
from tests.nobody import NAMELESS

DOOR = Camera("/dev/video0", "USB Camera", "usb1/1-1:0")
DESK = Camera("/dev/video2", "USB Camera", "usb1/1-2:0")
FACE = Camera("/dev/video4", "Integrated Webcam", default=True)


def test_cameras_of_one_name_are_shown_with_what_tells_them_apart():
    assert shown_names([DOOR, DESK, FACE]) == [
        "USB Camera (video0)",
        "USB Camera (video2)",
        "Integrated Webcam",
    ]
    assert shown_names([DOOR, FACE]) == ["USB Camera", "Integrated Webcam"]
    path = r"\\?\usb#vid_046d&pid_0825&mi_00#7&{}&0&0000#{{65e8773d-8f56}}\global"
    windows = [Camera(path.format(part), "C270") for part in ("12e2ddff", "2f0aa11")]
    assert shown_names(windows) == ["C270 (12e2ddff)", "C270 (2f0aa11)"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/dev/video2", DESK),
        ("USB Camera (video2)", DESK),
        ("Integrated Webcam", FACE),
        ("", FACE),
    ],
)
def test_what_is_asked_for_is_found(wanted, found):
    assert SoughtCamera(wanted).find([DOOR, DESK, FACE]) == found


def test_a_name_that_two_cameras_have_is_refused_with_their_addresses():
    with pytest.raises(SourceError, match="2 cameras are called “USB Camera”") as caught:
        SoughtCamera("USB Camera").find([DOOR, DESK, FACE])
    assert "camera:/dev/video0, camera:/dev/video2" in caught.value.remedy


def test_an_unknown_camera_is_refused_with_the_names_of_those_there():
    with pytest.raises(SourceError, match="no camera “Other”") as caught:
        SoughtCamera("Other").find([DOOR, DESK])
    assert "“USB Camera (video0)”, “USB Camera (video2)”" in caught.value.remedy
    with pytest.raises(SourceError, match="No camera is connected"):
        SoughtCamera("").find([])


def found_once(wanted, *connected):
    sought = SoughtCamera(wanted)
    return sought, sought.find(connected)


@pytest.mark.parametrize("wanted", ["", "/dev/video0", "USB Camera"])
def test_it_is_never_another_camera_afterwards(wanted):
    sought, _ = found_once(wanted, DOOR)
    for others in ([], [FACE], [Camera(DOOR.id, "Other make")]):
        with pytest.raises(SourceLost, match="“USB Camera” was unplugged"):
            sought.find(others)
    assert sought.find([FACE, DOOR]) == DOOR


def test_plugged_in_elsewhere_it_is_recognized_by_its_name():
    sought, _ = found_once("", DOOR)
    elsewhere = Camera("/dev/video7", DOOR.name, "usb2/2-1:0")
    assert sought.find([FACE, elsewhere]) == elsewhere
    assert sought.find([elsewhere]) == elsewhere


def test_a_camera_of_the_same_name_that_was_there_beside_it_is_another():
    sought, _ = found_once("/dev/video0", DOOR, DESK)
    with pytest.raises(SourceLost):
        sought.find([DESK])
    assert sought.find([DESK, DOOR]) == DOOR


def test_one_that_came_while_it_was_watched_is_another_too():
    sought, _ = found_once("", DOOR)
    sought.note([DESK])
    with pytest.raises(SourceLost):
        sought.find([DESK])


def test_the_same_device_node_at_another_port_is_another_camera():
    sought, _ = found_once("/dev/video0", DOOR, DESK)
    with pytest.raises(SourceLost):
        sought.find([Camera(DOOR.id, DOOR.name, DESK.port)])


def test_one_chosen_from_a_list_is_that_one_whatever_its_address_means_now():
    renamed = Camera("/dev/video1", DOOR.name, DOOR.port)
    assert SoughtCamera("/dev/video0", DOOR.identity).find([DESK, renamed]) == renamed
    with pytest.raises(SourceError, match="“USB Camera” is not connected"):
        SoughtCamera("/dev/video0", DOOR.identity).find([Camera(DOOR.id, DOOR.name, DESK.port)])


def test_the_port_is_what_linux_tells(tmp_path, monkeypatch):
    monkeypatch.setattr(cameras, "_DEVICES", tmp_path)
    assert port_of("/dev/video0") == ""
    device = tmp_path / "devices" / "usb1" / "1-2:1.0"
    device.mkdir(parents=True)
    node = tmp_path / "video0"
    node.mkdir()
    (node / "device").symlink_to(device)
    (node / "index").write_text("1\n")
    assert port_of("/dev/video0") == f"{device}:1"


@pytest.fixture
def nodes():
    """A folder that every user may look into."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def as_ordinary_user():
    """Who may open everything does not count."""
    if os.geteuid() == 0:
        os.seteuid(NAMELESS)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


def test_cameras_that_this_user_may_not_open(nodes):
    cameras.check_access(nodes)
    for name in ("video0", "video1"):
        (nodes / name).touch(mode=0o000)
    with as_ordinary_user(), pytest.raises(PermissionDenied, match="video0") as caught:
        cameras.check_access(nodes)
    assert "“video”" in caught.value.remedy
    (nodes / "video1").chmod(0o666)
    with as_ordinary_user():
        cameras.check_access(nodes)
