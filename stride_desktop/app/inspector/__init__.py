"""The refinement inspector: how the masked slots of any tick were resolved, call by call."""
