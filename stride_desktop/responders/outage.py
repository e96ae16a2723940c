"""Whether a failed answer is the server's fault, and whether the server is there again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stride_desktop.core.errors import StrideError
from stride_desktop.responders.failures import ServerError
from stride_desktop.responders.hosts import models_url
from stride_desktop.responders.interruptible import await_result
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer, Timeouts

_PATIENCE = Timeouts(connect=5.0, silence=10.0, document=10.0)
"""For a look: a list of models is there at once, or the server is not well."""


def is_outage(error: StrideError | None) -> bool:
    """The server cannot be reached, is silent, broke off, or says that it fails.

    Then the next answer fails as well. Whatever another model, key or picture would change is none.
    """
    if not isinstance(error, ServerError):
        return False
    if error.verdict in (ServerVerdict.UNREACHABLE, ServerVerdict.SLOW, ServerVerdict.BROKEN_OFF):
        return True
    if error.verdict is ServerVerdict.FAILED:  # the server says so, if without a number
        return error.status == 0 or (error.status or 0) >= 500
    return error.verdict is ServerVerdict.BUSY and (error.status or 0) >= 500


def reach(server: ModelServer, cancelled: Callable[[], bool]) -> None:
    """Ask for the list of models, which takes no picture and no request along.

    Any answer but a failure of the server itself is good news. Raises ResponderError when it is still out
    of order, or may not be asked, and Cancelled soon after `cancelled` turns true.
    """
    await_result(lambda: _reach(replace(server, timeouts=_PATIENCE)), cancelled)


async def _reach(server: ModelServer) -> None:
    url = models_url(server.permitted_url())
    try:
        await server.fetch(url, server.explainer(""))
    except ServerError as error:
        if is_outage(error):
            raise
