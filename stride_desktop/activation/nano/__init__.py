"""stride-nano: the compact activation model that comes with the program."""

from stride_desktop.activation.nano.checkpoint import load_nano, save_nano
from stride_desktop.activation.nano.config import NanoConfig

__all__ = ["NanoConfig", "load_nano", "save_nano"]
