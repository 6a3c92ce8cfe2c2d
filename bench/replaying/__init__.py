"""Replaying a log of incidents: made up or read from CSV, and played through the order engine in event time."""
