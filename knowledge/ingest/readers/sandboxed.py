"""What runs in the sandbox: one file from standard input, its text or a code to standard output.

Started as a script in isolated mode, without the product's settings and secrets.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any


def main() -> None:
    """Reads one file under limits. Writes one JSON object: the text's fields, or `error`."""
    # In isolated mode the folder of the script is not on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from knowledge.ingest.readers.types import Limits

    request = json.loads(sys.argv[1])
    limits = Limits(**request["limits"])
    _bind(limits)
    sys.stdout.buffer.write(_answer(request, limits))
    sys.stdout.buffer.flush()


def _bind(limits: Any) -> None:
    """Memory, time and files of this process are limited by the kernel, where it can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(request: dict[str, Any], limits: Any) -> bytes:
    from knowledge.ingest.readers.docx import read_docx
    from knowledge.ingest.readers.pdf import read_pdf
    from knowledge.ingest.readers.types import UnreadableError

    read = {"pdf": read_pdf, "docx": read_docx}[request["format"]]
    try:
        found = read(request["name"], sys.stdin.buffer.read(), limits)
        if len(found.body) > limits.text_chars:
            raise UnreadableError("too_much_text")
        return json.dumps(asdict(found)).encode()
    except UnreadableError as error:
        return json.dumps({"error": error.code, "facts": error.facts}).encode()
    except MemoryError:
        return json.dumps({"error": "too_much_memory", "facts": {}}).encode()
    except RecursionError:
        return json.dumps({"error": "too_nested", "facts": {}}).encode()
    except Exception as error:  # noqa: BLE001 - the outer shell: bad files make parsers raise all
        code = f"corrupt_{request['format']}"
        fault = {"error": code, "facts": {}, "fault": type(error).__name__}
        return json.dumps(fault).encode()


if __name__ == "__main__":
    main()
