"""A report as a file: figures that count in a spreadsheet, words that cannot trick it, every letter in print."""

from datetime import datetime

from bot.value import report_sheet

ROWS = [
    ["title", "Łódź: what IT was worth"],
    ["said", "€ 900 under plan"],
    ["columns", "Service", "Cost"],
    ["row", "=SUM(A1)", "-12.30"],
    ["row", "Mail, chat", "–"],
    ["note", "From 3 cost lines"],
]


def test_figures_are_numbers_and_words_no_formulas() -> None:
    text = report_sheet.as_csv(ROWS).decode("utf-8-sig")
    assert text == 'Service,Cost\r\n\'=SUM(A1),-12.30\r\n"Mail, chat",\r\n'


def test_a_page_is_made_of_any_letters_and_of_a_table_longer_than_a_page(T0: datetime) -> None:
    short = report_sheet.as_pdf(ROWS, T0)
    long = report_sheet.as_pdf([*ROWS, *[["row", f"Service {number}", "1"] for number in range(200)]], T0)
    assert short.count(b"/Type /Page\n") == 1
    assert long.count(b"/Type /Page\n") > 3
