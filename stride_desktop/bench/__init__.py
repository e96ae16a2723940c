"""How fast the activation engine is on this machine, against rebuilding everything at every tick."""
