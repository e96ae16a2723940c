"""The picture of the second that is shown, live or stored."""
