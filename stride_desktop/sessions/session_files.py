"""The files of one session: a database, a lock, and pictures in folders of a few thousand."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from stride_desktop.sessions.folders import FOLDER_MODE, bytes_of, files_in, write_private
from stride_desktop.sessions.lock import LockState, state_of
from stride_desktop.sessions.records import PictureRecord

_PER_FOLDER = 4096
_LANES = "lanes"


class SessionFiles:
    """Paths of the parts of one session's folder.

    database: SQLite's. lock: exists until the session has a proper end, see WriterLock. lanes_folder: of the
    lanes of other requests, a folder each with files like these but no pictures.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "session.db"
        self.lock = folder / "writing.lock"
        self.frames_folder = folder / "frames"
        self.lanes_folder = folder / _LANES

    @property
    def library_folder(self) -> Path:
        """The folder of the session; for a lane, of the session that it belongs to."""
        above = self.folder.parent
        return above.parent.parent if above.name == _LANES else above

    @property
    def lock_state(self) -> LockState:
        """State of the lock. Raises OSError."""
        return state_of(self.lock)

    @property
    def interrupted(self) -> bool:
        """The session has no proper end and no writer. Raises OSError."""
        return self.lock_state is LockState.LEFT

    @property
    def being_written(self) -> bool:
        """Some process is writing the session now. Raises OSError."""
        return self.lock_state is LockState.HELD

    @property
    def has_database(self) -> bool:
        """Something exists under the database's name. Raises OSError where that cannot be determined."""
        try:
            self.database.lstat()
        except FileNotFoundError:
            return False
        return True

    @property
    def lacks_database(self) -> bool:
        """Pictures or lanes of a session are present, but not its database. Raises OSError."""
        found = (os.path.lexists(path) for path in (self.frames_folder, self.lanes_folder))
        return not self.has_database and any(found)

    @property
    def all_lanes(self) -> tuple[SessionFiles, ...]:
        """Every lane, oldest first, finished or not. Raises OSError."""
        if not self.lanes_folder.is_dir():
            return ()
        return tuple(SessionFiles(path) for path in sorted(self.lanes_folder.iterdir()) if path.is_dir())

    @property
    def lanes(self) -> tuple[SessionFiles, ...]:
        """The finished lanes, oldest first. Raises OSError."""
        return tuple(lane for lane in self.all_lanes if lane.database.exists() and not lane.lock.exists())

    def size(self, connection: sqlite3.Connection) -> int:
        """Bytes of everything, from the database's own counts. Raises sqlite3.Error and OSError."""
        pictures = connection.execute("SELECT coalesce(sum(bytes), 0) FROM frames").fetchone()[0]
        folders = (self.folder, *(lane.folder for lane in self.all_lanes))
        return int(pictures) + sum(bytes_of(path) for folder in folders for path in folder.iterdir())

    def picture(self, seq: int, thumbnail: bool = False) -> Path:
        """The JPEG file of a frame."""
        name = f"{seq}.thumb.jpg" if thumbnail else f"{seq}.jpg"
        return self.frames_folder / f"{seq // _PER_FOLDER:05}" / name

    def write_picture(self, seq: int, picture: PictureRecord) -> None:
        """Write both JPEG files, or neither. Raises OSError, also when the session's folder is gone."""
        full, thumbnail = self.picture(seq), self.picture(seq, thumbnail=True)
        for folder in (self.frames_folder, full.parent):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        write_private(full, picture.jpeg)
        try:
            write_private(thumbnail, picture.thumbnail)
        except OSError:
            full.unlink(missing_ok=True)
            raise

    def delete_pictures(self, seqs: Iterable[int]) -> None:
        """Delete the JPEG files of these frames. Raises OSError."""
        for seq in seqs:
            self.picture(seq).unlink(missing_ok=True)
            self.picture(seq, thumbnail=True).unlink(missing_ok=True)

    def delete_strays(self, known: set[int]) -> None:
        """Delete pictures without an entry: written, but not stored when the program died."""
        for path in files_in(self.frames_folder):
            number = os.path.basename(path).partition(".")[0]  # noqa: PTH119
            if not number.isdigit() or int(number) not in known:
                path.unlink(missing_ok=True)
