"""Looking back: stored sessions in the window, re-runs beside them, and what a person says of the spans."""
