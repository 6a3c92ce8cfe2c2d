"""The demonstration: a sample company's year, a workspace to live in, a guided tour."""
