"""Review of stored sessions in the window: lanes, re-runs, and the user's verdicts on spans."""
