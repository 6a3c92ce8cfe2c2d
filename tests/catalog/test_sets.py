"""The bench on public sets: their three forms, what is said of a bad file, and what is counted."""

import json
import sys
from pathlib import Path

import pytest

from bench import answers
from bench.answering.figures import Guess, auroc, decisions, measure
from bench.answering.growth import grown
from bench.answering.reading import Labelled, Unreadable, draw, read

TILL = ["the till is frozen", "card reader hangs", "payment terminal dead"]
LEAVE = ["how many vacation days do I have", "my leave balance", "days off left"]


@pytest.fixture
def clinc(tmp_path: Path) -> Path:
    rows = [[text, "till_down"] for text in TILL] + [[text, "leave"] for text in LEAVE]
    asked = [["the till hangs", "till_down"], ["vacation days left", "leave"]] * 2
    far = [["bake me a cake", "oos"], ["who won the game", "oos"]]
    path = tmp_path / "clinc.json"
    path.write_text(json.dumps({"train": rows, "val": asked, "oos_train": far, "oos_val": far}))
    return path


@pytest.fixture
def hint3(tmp_path: Path) -> tuple[Path, Path]:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    rows = [f"{text},TILL-DOWN" for text in TILL] + [f"{text},LEAVE" for text in LEAVE]
    train.write_text("\n".join(["sentence,label", *rows]))
    test.write_text('sentence,label\n"my till, it hangs",TILL-DOWN\nbake a cake,NO_NODES_DETECTED\n')
    return train, test


def test_clinc150_without_its_test_set_is_halved(clinc: Path) -> None:
    data = read(clinc)
    assert [len(part) for part in (data.train, data.tune, data.test)] == [6, 4, 4]
    assert sum(each.label is None for each in data.test) == 2
    assert "No test set" in data.note


def test_clinc150_with_it_tunes_as_in_the_paper(clinc: Path) -> None:
    whole = json.loads(clinc.read_text())
    whole |= {"test": [["till is dead", "till_down"]], "oos_test": [["hum a song", "oos"]]}
    clinc.write_text(json.dumps(whole))
    data = read(clinc)
    assert len(data.tune) == 6
    assert data.test == [Labelled("till is dead", "till_down"), Labelled("hum a song", None)]


def test_the_csv_of_hint3(hint3: tuple[Path, Path]) -> None:
    data = read(*hint3)
    assert data.test == [Labelled("my till, it hangs", "TILL-DOWN"), Labelled("bake a cake", None)]
    assert len(data.tune) == 0


def test_the_csv_of_banking77(tmp_path: Path) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text('text,category\n"lost card, help",lost_card\n"card\narrived?",card_arrival\n')
    test.write_text("text,category\nwhere is my card,card_arrival\n")
    assert read(train, test).train == [
        Labelled("lost card, help", "lost_card"),
        Labelled("card\narrived?", "card_arrival"),
    ]


def test_a_column_of_notes_beside_hint3s_labels_is_passed_over(tmp_path: Path) -> None:
    train = tmp_path / "train.csv"
    train.write_text("sentence,label,\nwhere is my team,TEAM,was CHAT before\nhi,GREETING,\n")
    assert read(train, train).test == [Labelled("where is my team", "TEAM"), Labelled("hi", "GREETING")]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("a.json", b'{"train": [["x", "y"]],\n "val": [}', "a.json, row 2: this is not JSON"),
        ("a.json", b"[]", "CLINC150 has"),
        ("a.json", b'{"train": {}, "val": []}', "is no list"),
        (
            "a.json",
            b'{"train": [["x", "y"], ["z"]], "val": []}',
            "row 2 of “train”: A row is a text and its label",
        ),
        (
            "a.json",
            b'{"train": [["x", "y"]], "val": [["", "y"]]}',
            "row 1 of “val”: the text or its label is empty",
        ),
        ("a.json", b'{"train": [["x", "y"]], "val": [["x", "z"]]}', "nothing to learn “z” from"),
        ("a.csv", b"words,intent\nx,y\n", "a.csv, row 1: the columns are"),
        ("a.csv", b"", "a.csv, row 1: the columns are"),
        ("a.csv", b"text,category\n", "there is no row"),
        ("a.csv", b"text,category\nx,y\nx,y,z\n", "a.csv, row 3: A row is a text and its label"),
        ("a.csv", b"text,category\nx,y\nx,\n", "a.csv, row 3: the text or its label is empty"),
        ("a.csv", b'text,category\nx,"y\n', "a.csv, row 2: this is not CSV"),
        ("a.csv", b"text,category\nx,y\n\xff\xfe,z\n", "a.csv, row 3: this is not UTF-8"),
    ],
)
def test_a_bad_file_is_said_with_its_row(tmp_path: Path, file: str, content: bytes, said: str) -> None:
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refusal:
        read(path, path if path.suffix == ".csv" else None)
    assert said in str(refusal.value)


def test_files_that_do_not_go_together_are_said(
    tmp_path: Path, clinc: Path, hint3: tuple[Path, Path]
) -> None:
    with pytest.raises(Unreadable, match="name the file with the questions to ask as well"):
        read(hint3[0])
    with pytest.raises(Unreadable, match=r"leave .* out"):
        read(clinc, hint3[1])
    with pytest.raises(Unreadable, match="cannot be read"):
        read(tmp_path / "gone.csv", hint3[1])


def test_a_few_texts_are_drawn_of_each_label_the_same_for_the_same_seed(clinc: Path) -> None:
    few = draw(read(clinc), 2, seed=1)
    assert sorted(each.label or "" for each in few.train) == ["leave", "leave", "till_down", "till_down"]
    assert few.train == draw(read(clinc), 2, seed=1).train


ASKED = [
    (Labelled("a", "one"), Guess(("one", "two"), 0.9, is_answer=True)),
    (Labelled("b", "two"), Guess(("one", "two"), 0.6, is_answer=True)),
    (Labelled("c", "two"), Guess(("two",), 0.5)),
    (Labelled("d", None), Guess(("two",), 0.4)),
    (Labelled("e", None), Guess(("one",), 0.55, is_answer=True)),
]


def test_what_is_counted() -> None:
    figures = measure("it", ASKED, ASKED, [1.0, 2.0, 3.0])
    assert (figures.top_1, figures.top_3) == (2 / 3, 1.0)
    assert figures.auroc == 5 / 6
    assert figures.threshold == 0.6  # 0.5 and 0.9 end three of five well, too; the middle one is taken
    assert (figures.in_scope, figures.out_recall, figures.out_precision) == (1 / 3, 1.0, 2 / 3)
    assert figures.total == 3 / 5
    own = decisions(ASKED)
    assert (own.answered, own.precision, own.wrongly_answered) == (2 / 3, 0.5, 0.5)


def test_what_cannot_be_measured_is_not_nothing() -> None:
    ours = ASKED[:3]
    figures = measure("it", (), ours, [1.0])
    assert figures.auroc is figures.out_recall is figures.out_precision is None
    assert decisions(ours).wrongly_answered is None
    assert auroc([0.5], [0.5]) == 0.5


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["answers", *map(str, arguments)])
    answers.main()


def test_a_set_is_measured_beside_plain_methods(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clinc: Path
) -> None:
    run(monkeypatch, clinc, "--json", "--seed", 7, "--shots", 3)
    *table, last = capsys.readouterr().out.splitlines()
    assert "seed 7" in table[0]
    report = json.loads(last)
    assert [each["method"] for each in report["methods"]] == [
        "Domestique",
        "Domestique, words only",
        "nearest text, MiniLM",
        "TF-IDF, linear",
        "BM25",
    ]
    assert report["methods"][0]["top_1"] == 1.0
    assert all(each["top_3"] == 1.0 for each in report["methods"])


def test_a_set_without_questions_out_of_scope_shows_no_share_of_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hint3: tuple[Path, Path]
) -> None:
    hint3[1].write_text("sentence,label\nmy till hangs,TILL-DOWN\n")
    run(monkeypatch, *hint3)
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("BM25"))
    assert row.split()[3] == "-"


def test_a_bad_file_ends_the_bench_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        run(monkeypatch, tmp_path / "gone.json")


def test_a_grown_catalog_has_as_many_questions_as_asked_for_and_none_twice() -> None:
    large = grown(500, seed=1)
    assert len({faq.question for faq in large.faqs}) == len(large.faqs) == 500
    assert grown(500, seed=1) == large
