"""The demonstration: a sample company's six months, a workspace to live in, a guided tour."""
