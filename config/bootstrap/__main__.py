"""Entry of `python3 -m config.bootstrap TASK`: finds a Python that is new enough, then goes on.

Pythons from 3.6 on must be able to read this file.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWEST_TRIED = 14


def main() -> int:
    """Run the task, or say in one line why this Python cannot."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < OLDEST:
        for minor in range(NEWEST_TRIED, OLDEST[1] - 1, -1):
            other = shutil.which(f"python3.{minor}")
            if other:
                os.execv(other, [other, "-m", "config.bootstrap", *sys.argv[1:]])
        return _complain(
            f"Baton needs Python 3.11 or newer; {sys.executable} is {version}. "
            "Install one, or name it: make PYTHON=/path/to/python3.11 ..."
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return _complain(
            "This Python has no venv module. On Debian and Ubuntu: "
            f"sudo apt-get install python{version}-venv"
        )
    from config.bootstrap.tasks import run_task

    return run_task(sys.argv[1:])


def _complain(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
