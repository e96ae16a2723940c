"""A full disk or a read-only folder pauses storing; what waited is stored when it can be."""

from __future__ import annotations

import subprocess

from stride_desktop.sessions.base import Standing
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import RequestRecord, TickRecord
from stride_desktop.sessions.writer import SessionWriter
from tests.sessions.samples import Told, beginning, begun, picture, tick


def writer_on(place, told):
    return SessionWriter(place / "sessions" / "one", beginning(), told.append, retry_seconds=0.05)


def wait_for(writer, condition):
    while not condition():
        assert not writer.join(0.02)


def test_a_full_disk_pauses_storing_and_nothing_is_lost(small_disk):
    told = Told()
    filler = small_disk / "filler"
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    wait_for(writer, lambda: begun(Library(small_disk / "sessions")))
    filler.write_bytes(bytes(1_000_000))
    for second in range(200):
        assert writer.append(picture(second, bytes(3_000)))
        assert writer.append(TickRecord(tick(second, slots=64, calls=8, seed=second), 0.01))
    wait_for(writer, lambda: Standing.PAUSED in told.standings)
    wait_for(writer, lambda: not writer.join(0.3))
    assert told.standings == [Standing.PAUSED], "told once, however often it is tried"
    assert "Watching goes on" in told[0].what
    for second in range(200, 210):
        assert writer.append(TickRecord(tick(second), 0.01)), "nothing waits for the disk"
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    wait_for(writer, lambda: told.standings == [Standing.PAUSED, Standing.STORING])
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert [item.timestamp for item in session.ticks()] == [float(second) for second in range(210)]
        assert session.frame_times() == tuple(float(second) for second in range(200))
        for second in range(200):
            assert session.picture(second) is not None
            assert session.picture(second, thumbnail=True) is not None


def test_ending_on_a_full_disk_leaves_a_session_that_can_be_read(small_disk):
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    library = Library(small_disk / "sessions")
    wait_for(writer, lambda: begun(library))
    for second in range(100):
        writer.append(picture(second, bytes(100_000)))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    writer.close("stopped")
    assert writer.join(30)
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    (info,) = library.interrupted()
    assert info.reason == "interrupted"
    with library.open("one") as session:
        assert [request.query for request in session.requests()] == ["tell me"]
        for second in session.frame_times():
            assert session.picture(second) is not None


def test_a_read_only_folder_pauses_storing_from_the_beginning(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    assert "Read-only" in told[0].what
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    wait_for(writer, lambda: Standing.STORING in told.standings)
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert [request.query for request in session.requests()] == ["tell me"]


def test_a_folder_that_becomes_read_only_pauses_storing(small_disk):
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(TickRecord(tick(0), 0.01))
    wait_for(writer, lambda: begun(Library(small_disk / "sessions")))
    writer.append(picture(1))
    # A file open for writing keeps a file system writable, so the folder itself is made so.
    frames = small_disk / "sessions" / "one" / "frames"
    wait_for(writer, frames.exists)
    subprocess.run(["mount", "--bind", str(frames), str(frames)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(frames)], check=True)
    writer.append(picture(2))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    subprocess.run(["umount", str(frames)], check=True)
    wait_for(writer, lambda: Standing.STORING in told.standings)
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert session.frame_times() == (1.0, 2.0)
