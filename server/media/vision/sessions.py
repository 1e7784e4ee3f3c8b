"""How onnxruntime is asked to run: one thread, no more memory than needed, each call by itself."""

from pathlib import Path
from typing import Final

import onnxruntime

WEIGHTS: Final = Path(__file__).parent / "weights"


def opened(name: str) -> onnxruntime.InferenceSession:
    """A session on a file in `weights/`. Raises what onnxruntime raises for a file that is missing or damaged."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Pictures differ in size, so that plans for their memory would only pile up.
    options.enable_mem_pattern = False
    # Weights kept in 8 bits are unfolded once, when the file is loaded, instead of at every picture.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(WEIGHTS / name, options, providers=["CPUExecutionProvider"])
