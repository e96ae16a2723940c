"""A keychain in memory, at keyring's own interface."""

from __future__ import annotations

import keyring
import keyring.backend
import keyring.errors
import pytest


class MemoryKeyring(keyring.backend.KeyringBackend):
    """kept: passwords by service and user name. locked: nothing can be put into it."""

    priority = 5

    def __init__(self, locked=False):
        super().__init__()
        self.kept = {}
        self.locked = locked

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if self.locked:
            raise keyring.errors.KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def keychain():
    """The keychain of the program, in memory and empty."""
    before, backend = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
