"""What a person in Slack, or the clock, can start: the table of contents."""
