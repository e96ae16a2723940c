"""Recordings of real applications under Xvfb, to measure activation models on what people really see.

`python -m tests.applications OUT` records; `stride-desktop evaluate --recordings OUT` measures. Needs Xvfb,
openbox and xdotool, and for its scenes xterm, lxterminal, mousepad, zenity, wish, xmessage, x11-apps, dunst
and chromium (Debian packages); a scene whose programs are missing is left out, and so is one whose clip is
not in the folder of material. Nothing recorded here is ever trained on.
"""
