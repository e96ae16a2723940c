"""Keys: in the system's keychain if there is one, else for this session only."""

from __future__ import annotations

import keyring
import keyring.backend
import keyring.errors
import pytest

from stride_desktop.app.system.keychain import SERVICE, Keychain
from tests.app.rigs.memory_keyring import MemoryKeyring


@pytest.fixture
def use():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def put(qtbot, keychain, host, key):
    with qtbot.waitSignal(keychain.kept, timeout=20_000) as told:
        keychain.put(host, key)
    return told.args


def test_a_key_is_kept_for_its_host_only(qtbot, use):
    backend = MemoryKeyring()
    use(backend)
    assert put(qtbot, Keychain(), "a.example", "sk-1") == ["a.example", True]
    assert backend.kept == {(SERVICE, "a.example"): "sk-1"}
    later = Keychain()
    assert later.key("a.example") == "sk-1"
    assert later.key("b.example") is None


def test_an_empty_key_removes_it(qtbot, use):
    backend = MemoryKeyring()
    use(backend)
    keychain = Keychain()
    put(qtbot, keychain, "a.example", "sk-1")
    assert put(qtbot, keychain, "a.example", "") == ["a.example", True]
    assert backend.kept == {}
    assert keychain.key("a.example") is None


@pytest.mark.parametrize("kind", ["none", "locked"])
def test_without_a_keychain_the_key_lasts_for_the_session(qtbot, use, kind):
    from keyring.backends.fail import Keyring

    use(Keyring() if kind == "none" else MemoryKeyring(locked=True))
    keychain = Keychain()
    assert put(qtbot, keychain, "a.example", "sk-1") == ["a.example", False]
    assert keychain.key("a.example") == "sk-1"
    assert Keychain().key("a.example") is None
