"""Runs asynchronous code from plain code, and ends it soon after `cancelled` turns true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import closing
from typing import TypeVar

from stride_desktop.core.errors import Cancelled

Item = TypeVar("Item")

POLL_SECONDS = 0.1
"""Seconds between two checks of `cancelled` while nothing arrives."""


def await_result(work: Callable[[], Awaitable[Item]], cancelled: Callable[[], bool]) -> Item:
    """Await what `work` returns from plain code. Raises Cancelled soon after `cancelled` turns true."""

    async def once() -> AsyncGenerator[Item, None]:
        yield await work()

    with closing(iterate(once(), cancelled)) as results:
        for result in results:
            return result
    raise Cancelled


def iterate(source: AsyncGenerator[Item, None], cancelled: Callable[[], bool]) -> Generator[Item, None, None]:
    """Iterate an asynchronous generator from plain code.

    Ends early, also in the middle of a wait, once `cancelled` is true; `source` is then closed, and
    with it whatever it holds open. Not to be called where an event loop is already running.
    """
    loop = asyncio.new_event_loop()  # not asyncio.Runner: its end would wait for a stuck name look-up
    step: asyncio.Task[tuple[Item, ...]] | None = None
    try:
        while True:
            step = loop.create_task(_next(source))
            while not step.done():
                if cancelled():
                    return
                loop.run_until_complete(asyncio.wait({step}, timeout=POLL_SECONDS))
            items = step.result()
            if not items:
                return
            yield from items
    finally:
        loop.run_until_complete(_close(source, step))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _next(source: AsyncGenerator[Item, None]) -> tuple[Item, ...]:
    """The next item alone, or nothing at the end."""
    async for item in source:
        return (item,)
    return ()


async def _close(source: AsyncGenerator[Item, None], step: asyncio.Task[tuple[Item, ...]] | None) -> None:
    if step is not None and step.cancel():
        await asyncio.wait({step})
    await source.aclose()
