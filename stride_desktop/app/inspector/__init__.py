"""The refinement inspector: how the masked slots of any tick were resolved, call by call."""

from stride_desktop.app.inspector.controller import InspectorController
from stride_desktop.app.inspector.view import InspectorView

__all__ = ["InspectorController", "InspectorView"]
