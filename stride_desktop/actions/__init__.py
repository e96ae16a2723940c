"""What is done about an event that triggered, besides asking a responder; one module for each action."""
