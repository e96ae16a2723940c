"""Pictures of notifications: files that only this user can read, deleted when the program ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from stride_desktop.core.frames import Frame
from stride_desktop.sessions.pictures import EncodedPicture


class AttachmentFiles:
    """One file for each key. Used on one thread; the folder is made when the first picture comes."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._files: dict[str, Path] = {}

    def write(self, key: str, frame: Frame) -> Path:
        """Write a JPEG of the frame in place of the key's earlier picture. Raises OSError."""
        self.delete(key)
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="stride-desktop-"))
        # A new name, since servers cache pictures by name.
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".jpg", delete=False) as file:
            file.write(EncodedPicture(frame.image).jpeg)
        path = self._files[key] = Path(file.name)
        return path

    def path(self, key: str) -> Path | None:
        """The file of a key's picture, if there is one."""
        return self._files.get(key)

    def delete(self, key: str) -> None:
        """Delete the picture of a key, if there is one."""
        if path := self._files.pop(key, None):
            path.unlink(missing_ok=True)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Delete the pictures of all other keys."""
        for key in self._files.keys() - set(keys):
            self.delete(key)

    def close(self) -> None:
        """Delete everything, the folder too."""
        self._files.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
