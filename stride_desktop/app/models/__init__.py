"""The models on this computer: seeing, downloading, choosing and removing them."""

from stride_desktop.app.models.controller import Models

__all__ = ["Models"]
