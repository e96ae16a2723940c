"""Sources that are Qt themselves: made, used and closed on the thread that iterates them. No widgets."""
