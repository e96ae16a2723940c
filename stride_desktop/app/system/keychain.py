"""Keys of model servers and addresses of cameras, in the system's keychain, or without one in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.system.background import BackgroundQueue, ignore
from stride_desktop.app.system.crash import logger

SERVICE = "Stride Desktop"


class Keychain(QObject):
    """One key for each host, so that a key is never sent to another server than it was given for.

    For a network camera the host is its account, see NetworkAddress, and the key its whole address.

    `kept(host, True)`: the key is in the system's keychain. `kept(host, False)`: there is none to use, so
    the key lasts for this session only. Threads: `key` may block (a keychain may ask for its password), so
    it is called on the response worker; `put` and `remove` never block.
    """

    kept = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._session: dict[str, str] = {}
        self._background = BackgroundQueue(self)

    def key(self, host: str) -> str | None:
        """The key for this host, None when there is none."""
        with self._lock:
            if host in self._session:
                return self._session[host] or None
        return _read(host)

    def put(self, host: str, key: str) -> None:
        """Keep a key; an empty one removes the kept key."""
        with self._lock:
            self._session[host] = key
        self._background.run(partial(_write, host, key), partial(self.kept.emit, host), ignore)

    def forget(self, hosts: Iterable[str]) -> None:
        """Remove the keys for these hosts. May block: for when the program ends."""
        for host in hosts:
            _write(host, "")


def _usable() -> bool:
    """Whether there is a keychain that protects its contents (see keyring's priorities)."""
    import keyring

    return bool(keyring.get_keyring().priority >= 1)


def _read(host: str) -> str | None:
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(SERVICE, host) if _usable() else None
    except (keyring.errors.KeyringError, RuntimeError, OSError) as error:
        logger.warning("keychain: %s", type(error).__name__)
        return None


def _write(host: str, key: str) -> bool:
    import keyring
    import keyring.errors

    try:
        if not _usable():
            return False
        if key:
            keyring.set_password(SERVICE, host, key)
        elif keyring.get_password(SERVICE, host) is not None:
            keyring.delete_password(SERVICE, host)
    except (keyring.errors.KeyringError, RuntimeError, OSError) as error:
        logger.warning("keychain: %s", type(error).__name__)
        return False
    return True
