"""Feeds a watch, and sorts its updates."""

from __future__ import annotations


def feed(watch, frames):
    return [update for frame in frames for update in watch.push(frame)]


def of(kind, updates):
    return [item for item in updates if isinstance(item, kind)]
