"""Every act of the knowledge app: finding, answering, recording, adding, reading and indexing."""

from knowledge.services.answers import record_answer, retrieve, stream_answer, warm_up
from knowledge.services.calibrations import (
    CalibrationError,
    activate_calibration,
    drop_calibration,
    fit_calibration,
)
from knowledge.services.documents import (
    add_document,
    index_document,
    reindex_document,
    remove_document,
    retry_document,
)
from knowledge.services.labels import LabelError, label_answer, label_turn
from knowledge.services.sources import (
    Pair,
    SourceError,
    add_files,
    add_pairs,
    cancel_run,
    create_source,
    read_source,
    remove_source,
    retry_run,
)

__all__ = [
    "CalibrationError",
    "LabelError",
    "Pair",
    "SourceError",
    "activate_calibration",
    "add_document",
    "add_files",
    "add_pairs",
    "cancel_run",
    "create_source",
    "drop_calibration",
    "fit_calibration",
    "index_document",
    "label_answer",
    "label_turn",
    "read_source",
    "record_answer",
    "reindex_document",
    "remove_document",
    "remove_source",
    "retrieve",
    "retry_document",
    "retry_run",
    "stream_answer",
    "warm_up",
]
