"""Responders: the models and the built-in report that answer a trigger or a question."""
