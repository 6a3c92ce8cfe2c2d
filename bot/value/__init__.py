"""Where customer, process and cost meet: offers and value reports."""
