"""Recordings of real applications and of a camera, to measure activation models on what people really see.

`python -m tests.applications OUT` records programs under Xvfb, with `--cameras` what a simulated camera
sees; `stride-desktop evaluate --recordings OUT` measures. Needs Xvfb, openbox and xdotool, and for its
scenes xterm, lxterminal, mousepad, zenity, wish, xmessage, x11-apps, dunst, feh and chromium (Debian
packages); a scene whose programs are missing is left out, and so is one whose clip is not in the folder of
material, which `python -m tests.applications.material` fetches. Nothing recorded here is ever trained on.
"""
