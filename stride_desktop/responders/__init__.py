"""What speaks when a trigger fires: downstream models and the built-in report."""
