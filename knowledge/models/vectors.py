"""Vectors of a piece's sentences, beside the piece, for comparing them all with a question."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.documents import Chunk

MODEL_LENGTH = 16  # of the fingerprint: enough to tell models apart


class PieceVectors(models.Model):
    """A run of vectors of one piece: its heading's, its sentences'.

    The vector store holds the same vectors and finds the nearest; it is slow to hand over seventy
    by name, which is what comparing the best candidates takes.
    """

    chunk = models.ForeignKey(
        Chunk,
        on_delete=models.CASCADE,
        related_name="vectors",
        # A piece may be replaced while its vectors are made; they are then never asked for.
        db_constraint=False,
        verbose_name=_("piece"),
        help_text=_("Whose heading and sentences these are."),
    )
    model = models.CharField(
        _("model"),
        max_length=MODEL_LENGTH,
        help_text=_("Beginning of the fingerprint of the embedder."),
    )
    first = models.SmallIntegerField(
        _("first"), help_text=_("Number of the first sentence; -1 is the heading.")
    )
    vectors = models.BinaryField(
        _("vectors"), help_text=_("One after the other: a scale of four bytes, then bytes.")
    )

    class Meta:
        verbose_name = _("vectors of a piece")
        verbose_name_plural = _("vectors of pieces")
        constraints = [
            models.UniqueConstraint(
                fields=["chunk", "model", "first"], name="piece_vectors_run_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.chunk_id}: {self.first}"
