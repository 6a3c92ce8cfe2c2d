"""A local, throwaway workspace that speaks Slack's Web API, Socket Mode and Events API."""
