"""The chat panel: the answers to triggers and questions, and the frames that were sent for them."""
