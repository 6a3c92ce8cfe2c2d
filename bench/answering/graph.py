"""Write minilm.onnx, the graph that the encoder runs: `python -m bench.answering.graph`.

The measured file keeps 8-bit weights, but makes 32-bit numbers of them when it is opened: 42 MB that are read
anew for every question. This graph is the same network (BERT, Devlin et al. 2019, with 6 layers of 384) in
operations that multiply 8-bit numbers with 8-bit numbers, a block at a time, and in a quarter of the steps.
It holds no weights: it says where in the measured file each of them is.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bot.catalog.finding.encoder import GRAPH, MiniLM, model_file

LAYERS, HEADS, WIDTH = 6, 12, 384
BLOCK = 32  # of as many pieces of a vector the largest is what 127 stands for
IN_8_BIT = 4  # as MatMulNBits calls it
EPSILON = 1e-12
OWN = "com.microsoft"  # onnxruntime's own operations
EMBEDDINGS = "inner.embeddings."


class _Graph:
    """A graph that grows; whatever of the measured file it names is declared with its place there."""

    def __init__(self, measured: Path) -> None:
        self._file, self._bytes = measured.name, measured.read_bytes()
        model = onnx.load_model_from_string(self._bytes)
        self._kept = {tensor.name: tensor for tensor in model.graph.initializer}
        multiplied = (node.input[1] for node in model.graph.node if node.op_type == "MatMul")
        self.matrices = (name for name in multiplied if f"{name}_q" in self._kept)
        self._tensors: dict[str, TensorProto] = {}
        self._nodes: list[onnx.NodeProto] = []

    def kept(self, name: str, type_: int | None = None) -> str:
        tensor = self._kept[name]
        declared = TensorProto(name=name, data_type=type_ or tensor.data_type, dims=tensor.dims)
        declared.data_location = TensorProto.EXTERNAL
        offset, length = self._bytes.index(tensor.raw_data), len(tensor.raw_data)
        for key, value in {"location": self._file, "offset": offset, "length": length}.items():
            declared.external_data.add(key=key, value=str(value))
        self._tensors[name] = declared
        return name

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self._kept[name].dims)

    def constant(self, values: Any, type_: type[np.generic] = np.int64) -> str:
        array = np.array(values, type_)
        name = f"{array.dtype}{array.tolist()}"
        self._tensors[name] = numpy_helper.from_array(array, name)
        return name

    def node(self, operation: str, *given: str, out: str, own: bool = False, **how: Any) -> str:
        node = helper.make_node(operation, given, [out], out, domain=OWN if own else "", **how)
        self._nodes.append(node)
        return out

    def model(self, given: Sequence[str], out: str) -> onnx.ModelProto:
        graph = helper.make_graph(
            self._nodes,
            MiniLM.title,
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"]) for name in given],
            [helper.make_tensor_value_info(out, TensorProto.FLOAT, ["texts", "pieces", WIDTH])],
            list(self._tensors.values()),
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(OWN, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def build() -> onnx.ModelProto:
    """Return the graph: ids of pieces and which of them are there in, a vector for each piece out."""
    graph = _Graph(model_file())
    present = graph.node("Cast", "attention_mask", out="present", to=TensorProto.INT32)
    states = _embedded(graph)
    for layer in range(LAYERS):
        states = _layer(graph, f"inner.encoder.layer.{layer}.", states, present)
    return graph.model(["input_ids", "attention_mask"], states)


def _embedded(graph: _Graph) -> str:
    """Look the words up in 8 bits; add their places, and the one kind of text that there is."""
    table = f"{EMBEDDINGS}word_embeddings.weight"
    words = graph.node("Gather", graph.kept(f"{table}_q"), "input_ids", out="words_q")
    scales = graph.node("Gather", graph.kept(f"{table}_scale"), "input_ids", out="words_scale")
    words = _unpacked(graph, words, scales, out="words")
    table = f"{EMBEDDINGS}position_embeddings.weight"
    places = _unpacked(graph, graph.kept(f"{table}_q"), graph.kept(f"{table}_scale"), out="places")
    kinds = graph.kept(f"{EMBEDDINGS}token_type_embeddings.weight")
    kind = graph.node("Gather", kinds, graph.constant(0), out="kind")
    places = graph.node("Add", places, kind, out="places_of_kind")
    length = graph.node("Shape", "input_ids", out="length", start=1, end=2)
    first = graph.constant([0])
    places = graph.node("Slice", places, first, length, first, out="places_taken")
    return _normalized(graph, words, places, f"{EMBEDDINGS}LayerNorm")


def _unpacked(graph: _Graph, packed: str, scales: str, out: str) -> str:
    number = graph.node("Cast", packed, out=f"{out}_number", to=TensorProto.FLOAT)
    return graph.node("Mul", number, scales, out=out)


def _layer(graph: _Graph, name: str, states: str, present: str) -> str:
    """Let each piece look at the others, then think over what it saw (Vaswani et al. 2017)."""
    looked = [
        _multiplied(graph, states, f"{name}attention.self.{part}") for part in ("query", "key", "value")
    ]
    seen = graph.node(
        "MultiHeadAttention", *looked, "", present, out=f"{name}seen", own=True, num_heads=HEADS
    )
    seen = _multiplied(graph, seen, f"{name}attention.output.dense")
    states = _normalized(graph, seen, states, f"{name}attention.output.LayerNorm")
    thought = _multiplied(graph, states, f"{name}intermediate.dense")
    thought = graph.node("Gelu", thought, out=f"{name}thought", own=True)
    thought = _multiplied(graph, thought, f"{name}output.dense")
    return _normalized(graph, thought, states, f"{name}output.LayerNorm")


def _multiplied(graph: _Graph, states: str, name: str) -> str:
    """Multiply with the next matrix of the measured file, which has them in this order, and add its bias.

    The file keeps a matrix as signed numbers, a scale for each column; MatMulNBits wants unsigned ones, a scale
    for each block of each column. onnxruntime works that out once, when it opens the graph.
    """
    matrix = next(graph.matrices)
    deep, wide = graph.shape(f"{matrix}_q")
    blocks = deep // BLOCK
    packed = graph.kept(f"{matrix}_q", TensorProto.UINT8)
    packed = graph.node("BitwiseXor", packed, graph.constant(128, np.uint8), out=f"{matrix}_unsigned")
    packed = graph.node("Transpose", packed, out=f"{matrix}_columns", perm=[1, 0])
    packed = graph.node("Reshape", packed, graph.constant([wide, blocks, BLOCK]), out=f"{matrix}_blocks")
    scales = graph.node("Transpose", graph.kept(f"{matrix}_scale"), out=f"{matrix}_scales", perm=[1, 0])
    scales = graph.node("Expand", scales, graph.constant([wide, blocks]), out=f"{matrix}_scales_each")
    scales = graph.node("Reshape", scales, graph.constant([-1]), out=f"{matrix}_scales_flat")
    return graph.node(
        "MatMulNBits",
        *(states, packed, scales, "", "", graph.kept(f"{name}.bias")),
        out=name,
        own=True,
        K=deep,
        N=wide,
        bits=8,
        block_size=BLOCK,
        accuracy_level=IN_8_BIT,
    )


def _normalized(graph: _Graph, states: str, before: str, name: str) -> str:
    both = graph.node("Add", states, before, out=f"{name}.both")
    scale, bias = graph.kept(f"{name}.weight"), graph.kept(f"{name}.bias")
    return graph.node("LayerNormalization", both, scale, bias, out=name, axis=-1, epsilon=EPSILON)


if __name__ == "__main__":
    GRAPH.write_bytes(build().SerializeToString(deterministic=True))
