"""A file is only read, at once given up when that is wanted, and never makes the program reach elsewhere."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.file_bytes import FileBytes
from stride_desktop.sources.movie import Movie
from stride_desktop.sources.video import VideoSource
from tests.sources.movies import make


def problem(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        list(VideoSource(path).frames(threading.Event()))
    assert caught.value.remedy
    return caught.value.what


@contextmanager
def listening() -> Iterator[tuple[int, int, list[str]]]:
    """A TCP and a UDP port of this computer, and who came to them."""
    came: list[str] = []
    with (
        socket.create_server(("127.0.0.1", 0)) as stream,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
    ):
        packets.bind(("127.0.0.1", 0))

        def accept() -> None:
            while True:
                try:
                    connection, _ = stream.accept()
                except OSError:
                    return
                came.append("connection")
                connection.close()

        waiting = threading.Thread(target=accept)
        waiting.start()
        yield stream.getsockname()[1], packets.getsockname()[1], came
        stream.shutdown(socket.SHUT_RDWR)
        waiting.join()


LISTS = {
    "a.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:{tcp}/a.ts\n#EXT-X-ENDLIST\n",
    "a.m3u": "#EXTM3U\nhttp://127.0.0.1:{tcp}/a.ts\n",
    "local.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{file}\n#EXT-X-ENDLIST\n",
    "rtp.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {udp} RTP/AVP 96\n",
    "rtsp.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\na=control:rtsp://127.0.0.1:{tcp}/\nm=video 0 RTP/AVP 96\n",
    "a.ffconcat": "ffconcat version 1.0\nfile '{file}'\n",
    "url.ffconcat": "ffconcat version 1.0\nfile 'http://127.0.0.1:{tcp}/a.mp4'\n",
    "a.mpd": '<?xml version="1.0"?>\n<!-- x -->\n<MPD><Period><BaseURL>http://127.0.0.1:{tcp}/</BaseURL></Period></MPD>',
    "a.pls": "[playlist]\nFile1=http://127.0.0.1:{tcp}/a.mp4\n",
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("suffix", ["", ".mp4"])
def test_lists_of_other_files_and_addresses_are_refused(tmp_path: Path, name: str, suffix: str) -> None:
    other = make(tmp_path / "other.ts", range(0, 3000, 200))
    with listening() as (tcp, udp, came):
        path = tmp_path / f"{name}{suffix}"
        path.write_text(LISTS[name].format(tcp=tcp, udp=udp, file=other))
        assert "a list of other files or addresses" in problem(path)
    assert came == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_not_recognised_opens_nothing_either(tmp_path: Path, name: str) -> None:
    """FFmpeg skips some of what the program's own look at a file's beginning does not."""
    other = make(tmp_path / "other.ts", range(0, 3000, 200))
    with listening() as (tcp, udp, came):
        text = LISTS[name].format(tcp=tcp, udp=udp, file=other)
        path = tmp_path / name
        for before in ("ID3\x03\0\0\0\0\0\x0a" + "\0" * 10, "# x\n", "\0"):
            path.write_text(before + text)
            problem(path)
    assert came == []


def test_a_name_is_only_a_name(tmp_path: Path) -> None:
    with listening() as (tcp, _, came):
        for name in (
            f"http:127.0.0.1:{tcp}",
            "concat:a|b",
            "pipe:0",
            "a%03d.png",
            "data:,x",
            "a.m3u8",
            "a.sdp",
        ):
            path = make(tmp_path / "plain.mp4", range(0, 3000, 200)).rename(tmp_path / name)
            assert len(list(VideoSource(path).frames(threading.Event()))) == 3
    assert came == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_sockets_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "not a file" in problem(tmp_path / "pipe.mp4")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "socket.mp4"))
        assert "not a file" in problem(tmp_path / "socket.mp4")
    (tmp_path / "device.mp4").symlink_to(os.ctermid())
    assert "not a file" in problem(tmp_path / "device.mp4")


def png(width: int, height: int) -> bytes:
    """A black picture in two colours, whose size costs next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((1 + (width + 7) // 8) * min(height, 1000)), 9)
    about = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", about) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [10_000, 16_000, 60_000])
def test_pictures_that_would_not_fit_into_memory_are_refused(tmp_path: Path, side: int) -> None:
    (tmp_path / "bomb.png").write_bytes(png(side, side))
    assert "bomb.png" in problem(tmp_path / "bomb.png")


def test_a_still_of_a_day_is_given_up_at_once(tmp_path: Path) -> None:
    stop = threading.Event()
    path = make(tmp_path / "a.mp4", [0], last=24 * 3600_000 - 1)
    frames = VideoSource(path).frames(stop)
    next(frames)
    stop.set()
    assert list(frames) == []


class StoppedOnTheWay(FileBytes):
    """Stops the reading by itself, and counts how often it is read from afterwards."""

    taken = after = 0

    def read(self, count: int = -1) -> bytes:
        self.taken += 1
        if self.taken == 100:
            self._stop.set()
        self.after += self._stop.is_set()
        return super().read(count)


def test_a_file_in_which_nothing_is_found_is_given_up_at_once(tmp_path: Path) -> None:
    path = make(tmp_path / "a.ts", range(0, 2000, 100))
    path.write_bytes(path.read_bytes()[: 188 * 3])
    with path.open("r+b") as file:
        file.truncate(2**31)
    data = StoppedOnTheWay(path, threading.Event())
    with pytest.raises(SourceError):
        list(Movie(data, "a.ts").frames())
    assert data.after < 100
    data.close()


def test_nothing_but_one_sentence_is_said_of_a_damaged_file(tmp_path: Path) -> None:
    """FFmpeg's own messages go to stderr, past Python: so a process of its own."""
    path = make(tmp_path / "a.mp4", range(0, 4000, 100))
    data = bytearray(path.read_bytes())
    middle = data.index(b"mdat") + 300
    data[middle : middle + 200] = bytes(200)
    path.write_bytes(data)
    program = (
        "import sys, threading; from stride_desktop.sources.video import VideoSource;"
        "print(len(list(VideoSource(sys.argv[1]).frames(threading.Event()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert (int(done.stdout) > 0, done.stderr) == (True, "")
