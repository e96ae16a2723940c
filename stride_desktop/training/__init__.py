"""Rendered streams with known events, and the training of the built-in model."""

from stride_desktop.training.trainer import train
from stride_desktop.training.training_run import TrainProgress, TrainSettings

__all__ = ["TrainProgress", "TrainSettings", "train"]
