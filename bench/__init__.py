"""What is fast, against what, and how well answers are found."""
