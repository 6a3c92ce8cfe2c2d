"""Other systems: what they hear of orders, what they may do to them, and one that goes in step."""
