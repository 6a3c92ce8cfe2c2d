"""How well answers are found: on the sample company's questions, on public sets, and as a catalog grows."""
