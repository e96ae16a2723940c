"""Whether the desktop is a Wayland one, and which program of it shares screens."""

from __future__ import annotations

import os
import sys

_BACKENDS = {
    "gnome": "xdg-desktop-portal-gnome",
    "kde": "xdg-desktop-portal-kde",
    "hyprland": "xdg-desktop-portal-hyprland",
    "cosmic": "xdg-desktop-portal-cosmic",
    "sway": "xdg-desktop-portal-wlr",
    "wlroots": "xdg-desktop-portal-wlr",
    "labwc": "xdg-desktop-portal-wlr",
    "wayfire": "xdg-desktop-portal-wlr",
    "river": "xdg-desktop-portal-wlr",
}
"""The package that shares screens of a desktop, by its name in XDG_CURRENT_DESKTOP."""


def is_wayland() -> bool:
    """Whether this process runs in a Wayland session, where programs cannot capture screens themselves."""
    if not sys.platform.startswith("linux"):
        return False
    session = os.environ.get("XDG_SESSION_TYPE", "")
    return session == "wayland" or (session != "x11" and bool(os.environ.get("WAYLAND_DISPLAY")))


def sharing_package() -> str:
    """The package that lets this desktop share its screens."""
    names = os.environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    known = (_BACKENDS[name] for name in names if name in _BACKENDS)
    return next(known, "xdg-desktop-portal-gnome, -kde or -wlr, whichever is for your desktop")
