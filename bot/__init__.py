"""Domestique: a Slack bot for customer-engaged IT service."""
