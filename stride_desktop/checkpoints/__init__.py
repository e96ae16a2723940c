"""Finding, downloading and checking model files; whoever loads a model builds on it."""
