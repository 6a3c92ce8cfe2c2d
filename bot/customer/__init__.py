"""Who we serve and how they feel: people, surveys, satisfaction, contact policy."""
