"""Rendered streams with known events, and the training of the built-in model."""

from stride_desktop.training.trainer import TrainProgress, TrainSettings, train

__all__ = ["TrainProgress", "TrainSettings", "train"]
