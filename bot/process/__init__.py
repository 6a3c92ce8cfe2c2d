"""How work gets done: orders from placing to closing."""
