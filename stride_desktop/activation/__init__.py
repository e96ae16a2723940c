"""When to speak: activation models and the detector that drives them."""
