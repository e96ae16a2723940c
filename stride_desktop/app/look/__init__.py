"""How the window looks: pieces that know nothing of what is watched."""
