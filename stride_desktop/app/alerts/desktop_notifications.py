"""Shows alerts with the notification service of the desktop, on its own thread."""

from __future__ import annotations

import asyncio
import html
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.alerts.alert import Alert
from stride_desktop.app.alerts.attachments import AttachmentFiles
from stride_desktop.core.text import readable

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

CLICKED = "clicked"
"""The notification itself, as a button."""

_PATIENCE = 10.0
"""Seconds for the service to answer, which may have to be started first."""

_SWEEP = 60.0
"""Seconds between two removals of pictures whose notification is gone."""

_log = logging.getLogger(__name__)


class DesktopNotifications(QObject):
    """Shows one notification for each key. `found(bool)`: whether there is a service.

    `undelivered(Alert)`: it could not be shown.

    `pressed(key, button)`. `ended`: the thread ends. Lives on the GUI thread, which never waits.
    """

    found = Signal(bool)
    undelivered = Signal(object)
    pressed = Signal(str, str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = asyncio.new_event_loop()
        self._orders: asyncio.Queue[str | None] = asyncio.Queue()
        self._wanted: dict[str, Alert | None] = {}
        self._pictures = AttachmentFiles()
        self._notifier: DesktopNotifier | None = None
        self.running = False
        """The thread was started and has not ended."""

    def start(self) -> None:
        """Start the thread; `found` follows."""
        self.running = True
        threading.Thread(target=self._work, name="notifications", daemon=True).start()

    def show(self, alert: Alert) -> None:
        """Show an alert as soon as possible."""
        self._call(self._want, alert.key, alert)

    def clear(self, key: str) -> None:
        """Remove a notification, or never show it."""
        self._call(self._want, key, None)

    def close(self) -> None:
        """Remove all notifications and end the thread; `ended` follows."""
        if self.running:
            self._call(self._orders.put_nowait, None)
        else:
            self._loop.close()  # it was never started

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        """Call a function on the thread."""
        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(function, *arguments)

    # -- on the thread -----------------------------------------------------------------------------

    def _want(self, key: str, alert: Alert | None) -> None:
        waiting = self._wanted.get(key)
        if alert is not None and alert.update and waiting is not None:
            # The notification is not shown yet: show it once, with both texts.
            alert = replace(waiting, text=alert.text)
        self._wanted[key] = alert
        self._orders.put_nowait(key)

    def _work(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except Exception:
            _log.exception("The thread for notifications ended")
        finally:
            self._pictures.close()
            self._loop.close()
            self.running = False
            self.ended.emit()

    async def _serve(self) -> None:
        await self._open()
        while True:
            try:
                key = await asyncio.wait_for(self._orders.get(), _SWEEP)
            except TimeoutError:
                await self._sweep()
                continue
            if key is None:
                break
            await self._carry_out(key)
            await self._sweep()
        if self._notifier is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._notifier.clear_all(), _PATIENCE)

    async def _open(self) -> None:
        # Takes a tenth of a second to import, which the start need not wait for.
        from desktop_notifier import DesktopNotifier

        # Its debugging output has the texts of notifications in it, its warnings are of no use to the user.
        logging.getLogger("desktop_notifier").setLevel(logging.ERROR)
        try:
            notifier = DesktopNotifier("Stride Desktop", None)
            await asyncio.wait_for(notifier.get_capabilities(), _PATIENCE)
        except Exception as error:
            _log.info("No notification service: %s", type(error).__name__)
        else:
            self._notifier = notifier
        self.found.emit(self._notifier is not None)

    async def _carry_out(self, key: str) -> None:
        """Show, replace or remove the notification of a key, as wanted now."""
        if key not in self._wanted:
            return  # done together with an order before
        alert = self._wanted.pop(key)
        if self._notifier is None:
            if alert is not None and not alert.update:
                self.undelivered.emit(alert)
            return
        is_shown = key in await self._notifier.get_current_notifications()
        if alert is not None and alert.update and not is_shown:
            return
        if is_shown:
            with suppress(Exception):
                await asyncio.wait_for(self._notifier.clear(key), _PATIENCE)
        if alert is not None:
            await self._send(self._notifier, alert)

    async def _send(self, notifier: DesktopNotifier, alert: Alert) -> None:
        from desktop_notifier import Attachment, Button, Notification

        key = alert.key
        path = self._picture(alert)
        notification = Notification(
            readable(alert.title),
            _as_markup(alert.text),
            buttons=tuple(
                Button(words, partial(self.pressed.emit, key, name), name) for name, words in alert.buttons
            ),
            on_clicked=partial(self.pressed.emit, key, CLICKED),
            attachment=None if path is None else Attachment(path=path),
            identifier=key,
        )
        try:
            await asyncio.wait_for(notifier.send_notification(notification), _PATIENCE)
            delivered = key in await notifier.get_current_notifications()
        except TimeoutError:
            delivered = False
        if not delivered and not alert.update:
            self.undelivered.emit(alert)

    def _picture(self, alert: Alert) -> Path | None:
        if alert.picture is None:
            return self._pictures.path(alert.key)
        try:
            return self._pictures.write(alert.key, alert.picture)
        except OSError as error:
            _log.warning("No picture for a notification: %s", type(error).__name__)
            return None

    async def _sweep(self) -> None:
        if self._notifier is not None:
            self._pictures.keep_only(await self._notifier.get_current_notifications())


def _as_markup(text: str) -> str:
    """Escape a text for the services of free desktops, which read it as markup."""
    text = readable(text)
    return html.escape(text, quote=False) if sys.platform.startswith("linux") else text
