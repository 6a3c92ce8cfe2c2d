"""Tests of what other systems hear and may do, over real HTTP."""
