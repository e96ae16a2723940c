"""When to speak: activation models and the detector that drives them."""

from stride_desktop.activation.checkpoint import load_checkpoint
from stride_desktop.activation.detector import ActivationDetector
from stride_desktop.core.detection import DetectorSettings

__all__ = ["ActivationDetector", "DetectorSettings", "load_checkpoint"]
