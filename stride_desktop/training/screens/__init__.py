"""Streams of real widgets: desktops that Qt draws off screen, with the truth about what happens on them."""
