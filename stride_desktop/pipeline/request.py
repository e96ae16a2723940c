"""What a standing request must look like."""

from __future__ import annotations

from stride_desktop.core.errors import RequestError
from stride_desktop.core.text import readable, with_line_feeds

MAX_CHARACTERS = 2000
"""Longer requests would crowd the frames out of the model's attention."""


def checked_request(text: str) -> str:
    """The request without surrounding white space, in any script. Raises RequestError."""
    request = with_line_feeds(text.strip())
    if not request:
        raise RequestError(
            "The request is empty.", "Write what to watch for, such as “tell me when it rains”."
        )
    if len(request) > MAX_CHARACTERS:
        raise RequestError(
            f"The request has {len(request):,} characters; at most {MAX_CHARACTERS:,} are possible.",
            "Say it in fewer words.",
        )
    if request != readable(request):
        raise RequestError(
            "The request contains control characters or incomplete characters, which cannot be read.",
            "Type it again.",
        )
    return request
