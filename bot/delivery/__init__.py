"""What must not get lost: outbox, sender, timers, schedules, inbound de-duplication."""
