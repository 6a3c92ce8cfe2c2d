"""Capture: files looked at, taken in and taken back."""
