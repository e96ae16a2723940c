"""Recordings of real applications under Xvfb, to measure activation models on what people really see.

`python -m tests.applications OUT [SCENE …]` records; `stride-desktop evaluate --recordings OUT` measures.
Needs Xvfb, openbox, xterm, xmessage, zenity, wish and chromium (Debian packages); a scene whose programs
are missing is left out. Nothing recorded here is ever trained on.
"""
