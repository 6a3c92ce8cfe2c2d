"""A made-up company whose people answer, ignore, get annoyed and leave, and what each way of asking does to it."""
