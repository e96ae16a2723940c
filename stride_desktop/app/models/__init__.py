"""The models on this computer: seeing, downloading, choosing and removing them."""

from stride_desktop.app.models.models import Models

__all__ = ["Models"]
