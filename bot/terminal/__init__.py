"""Terminal: commands of `python -m bot` that are more than a call, and how each of them begins."""
