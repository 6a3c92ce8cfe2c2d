"""What IT offers: services, tiers, hours, prices, questions, and finding the right answer."""
