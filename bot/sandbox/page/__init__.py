"""The workspace as a web page: what a person would see and do in Slack, drawn on the server."""
