"""A vision-language model that answers in this process, through transformers."""

from stride_desktop.responders.local.choice import LocalChoice
from stride_desktop.responders.local.models import LocalModels
from stride_desktop.responders.local.responder import LocalResponder

__all__ = ["LocalChoice", "LocalModels", "LocalResponder"]
