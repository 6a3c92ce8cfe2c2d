"""What it costs: funding, subscriptions, usage, cost lines, allocation."""
