"""Numbers as people write them in words."""

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "couple": 2,
}  # fmt: skip
UP_TO_TWELVE = tuple(NUMBERS)[:12]
# "one" is mostly a thing, not how many: "the cheap one".
COUNTS = {word: number for word, number in NUMBERS.items() if number > 1}
NUMBER = rf"\d[\d,]*|{'|'.join(COUNTS)}"


def number(said: str) -> int:
    """Return a number that is written in figures, "1,200", or in one of these words."""
    return NUMBERS[said] if said in NUMBERS else int(said.replace(",", ""))
