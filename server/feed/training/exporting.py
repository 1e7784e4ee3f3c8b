"""What was learned, written as a graph that onnxruntime runs: the libraries that train need not be there to rank."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from server.feed.ranking.features import WIDTH, Floats
from server.feed.ranking.heads import HEADS
from server.feed.ranking.trained import INPUT, OUTPUT

OPSET: Final = 17
TREES_OPSET: Final = 3
FORMAT: Final = 9
"""Of the file; older than the newest, so that an older onnxruntime reads it too."""
FAR: Final = 8.0
"""Standard deviations from the mean beyond which a number counts no more: rows may come that training never saw."""


Lists = dict[str, list[Any]]
CHILDREN: Final = ("truenodeids", "falsenodeids")
STUMP: Final = np.array(
    [(0, 0, 0, 0, 1, 0)],
    [
        ("feature_idx", "i8"),
        ("num_threshold", "f8"),
        ("left", "i8"),
        ("right", "i8"),
        ("is_leaf", "u1"),
        ("value", "f8"),
    ],
)
"""A tree that adds nothing: onnxruntime wants one of each head."""


class Layer(msgspec.Struct, frozen=True):
    weights: npt.NDArray[np.floating[Any]]
    """Inputs x outputs."""
    biases: npt.NDArray[np.floating[Any]]


class Trees(msgspec.Struct, frozen=True):
    """Boosted trees of one head, whose leaves add up to the logarithm of the odds."""

    base: float
    nodes: Sequence[np.ndarray]
    """One structured array a tree, the root first: `feature_idx`, `num_threshold`, `left`, `right`, `is_leaf`, `value`
    as in scikit-learn's `HistGradientBoosting`."""


def standardised(x: Floats, mean: Floats, scale: Floats) -> Floats:
    """What the first layer of a network gets."""
    z: Floats = np.clip((x - mean) * scale, -FAR, FAR).astype(np.float32)
    return z


def network(mean: Floats, scale: Floats, layers: Sequence[Layer]) -> bytes:
    """Rectified layers and a logistic last one, on standardised columns."""
    nodes = [
        helper.make_node("Sub", [INPUT, "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "scale"], ["scaled"]),
        helper.make_node("Clip", ["scaled", "least", "most"], ["h0"]),
    ]
    given: dict[str, Any] = {"mean": mean, "scale": scale, "least": -FAR, "most": FAR}
    for at, layer in enumerate(layers):
        given |= {f"w{at}": layer.weights, f"b{at}": layer.biases}
        nodes.append(helper.make_node("Gemm", [f"h{at}", f"w{at}", f"b{at}"], [f"g{at}"]))
        kind, result = ("Sigmoid", OUTPUT) if at == len(layers) - 1 else ("Relu", f"h{at + 1}")
        nodes.append(helper.make_node(kind, [f"g{at}"], [result]))
    tensors = [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in given.items()]
    return _graph("network", nodes, tensors)


def trees(of_heads: Sequence[Trees]) -> bytes:
    """The trees of all heads as one ensemble with a sum for each head."""
    nodes = Lists({name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", *CHILDREN)})
    targets = Lists({name: [] for name in ("treeids", "nodeids", "ids", "weights")})
    number = 0
    for head, ensemble in enumerate(of_heads):
        for tree in ensemble.nodes or [STUMP]:
            _add(nodes, targets, number, head, tree)
            number += 1
    attributes: dict[str, Any] = {f"nodes_{name}": values for name, values in nodes.items()}
    attributes |= {f"target_{name}": values for name, values in targets.items()}
    attributes |= {"n_targets": len(of_heads), "base_values": [float(ensemble.base) for ensemble in of_heads]}
    sums = helper.make_node("TreeEnsembleRegressor", [INPUT], ["odds"], domain="ai.onnx.ml", **attributes)
    return _graph("trees", [sums, helper.make_node("Sigmoid", ["odds"], [OUTPUT])], [])


def _add(nodes: Lists, targets: Lists, number: int, head: int, tree: np.ndarray) -> None:
    leaf = tree["is_leaf"].astype(bool)
    at = np.arange(len(tree))
    nodes["treeids"] += [number] * len(tree)
    nodes["nodeids"] += at.tolist()
    nodes["featureids"] += np.where(leaf, 0, tree["feature_idx"]).tolist()
    nodes["modes"] += np.where(leaf, "LEAF", "BRANCH_LEQ").tolist()
    nodes["values"] += np.where(leaf, 0, _at_most(tree["num_threshold"])).tolist()
    nodes["truenodeids"] += np.where(leaf, 0, tree["left"]).tolist()
    nodes["falsenodeids"] += np.where(leaf, 0, tree["right"]).tolist()
    targets["treeids"] += [number] * int(leaf.sum())
    targets["nodeids"] += at[leaf].tolist()
    targets["ids"] += [head] * int(leaf.sum())
    targets["weights"] += tree["value"][leaf].tolist()


def _at_most(thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The largest 32-bit number that is not above: then 32-bit rows go the same way as in the library."""
    rounded = thresholds.astype(np.float32)
    down = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded > thresholds, down, rounded).astype(np.float64)


def _graph(name: str, nodes: Sequence[onnx.NodeProto], given: Sequence[onnx.TensorProto]) -> bytes:
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", WIDTH])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", len(HEADS)])],
        given,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREES_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=FORMAT, producer_name="vitrine")
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
