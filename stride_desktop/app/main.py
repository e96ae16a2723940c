"""`stride-desktop` without a command: the window."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QMessageBox

from stride_desktop import __version__
from stride_desktop.app.live.factories import real_factories
from stride_desktop.app.look.icon import make_icon
from stride_desktop.app.power.base import SystemProbe
from stride_desktop.app.program import Program
from stride_desktop.app.system.crash import CrashReporter
from stride_desktop.app.system.display import check_display
from stride_desktop.app.system.interrupts import SignalWatcher
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.single_instance import SingleInstance, default_address
from stride_desktop.app.system.startup import Garbage
from stride_desktop.checkpoints.hub_config import HOST
from stride_desktop.core.errors import StoreError
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.responders.kinds import key_hosts
from stride_desktop.sessions.folders import Folders
from stride_desktop.sessions.library import Library
from stride_desktop.sources.network_address import accounts
from stride_desktop.user_folders import NAME

_SWITCH_SECONDS = 0.001
"""Seconds after which a worker thread in Python code yields to the GUI thread; a fifth of the default."""


def run_window(argv: Sequence[str]) -> int:
    """Show the window until it is closed; returns the exit status. Raises StrideError."""
    check_display(argv)
    application = make_application(argv)
    instance = SingleInstance(default_address())
    if not instance.claim():
        sys.stderr.write("Stride Desktop is already running; its window was asked to come forward.\n")
        return 0
    crashes = CrashReporter()
    crashes.install()
    keychain = Keychain()
    factories = real_factories(keychain)
    program = Program(SettingsStore(), keychain, factories, crashes, Library(), SystemProbe())
    garbage = Garbage()
    garbage.start()
    program.live.model.ended.connect(garbage.keep)
    signals = SignalWatcher()
    signals.received.connect(program.close)
    instance.called.connect(program.window.come_forward)
    program.ended.connect(application.quit)
    program.start()
    status = application.exec()
    garbage.stop()
    signals.close()
    instance.release()
    crashes.uninstall()
    if program.erases_data:
        erase(keychain, program.settings.value)
    if program.abandoned:
        logging.shutdown()
        os._exit(status)  # Python would wait for the thread, and Qt abort because of it
    return status


def erase(keychain: Keychain, settings: Settings) -> None:
    """Delete everything that the program ever wrote; show what cannot be deleted."""
    keychain.forget((*key_hosts(settings.responder), HOST, *accounts(settings.cameras.addresses)))
    try:
        Folders.of_user().delete_all()
    except StoreError as error:
        QMessageBox.critical(None, "Stride Desktop", str(error))


def make_application(argv: Sequence[str]) -> QApplication:
    """The Qt application, named, and ended by the program rather than by its last window."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    application = QApplication([sys.argv[0], *argv])
    application.setApplicationName(NAME)  # the class of every window, by which all instances know each other
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("stride-desktop")
    application.setWindowIcon(make_icon())
    application.setQuitOnLastWindowClosed(False)
    return application
