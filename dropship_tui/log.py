"""The log: faults of the program, for whoever mends it. No names, phones or addresses."""

from __future__ import annotations

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dropship_tui import paths


def log_file() -> Path:
    """Where the log is."""
    return paths.user_data_dir() / "dropship.log"


def report_fault(error: BaseException) -> Path:
    """Write where `error` came from: files, lines and its class, never values. Returns the file."""
    file = log_file()
    logger = logging.getLogger("dropship")
    if not logger.handlers:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            file, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
        old_mask = os.umask(0o077)
        try:
            handler.acquire()
            handler.stream = handler._open()  # noqa: SLF001 - opened now, under the mask
            handler.release()
        finally:
            os.umask(old_mask)
    frames = traceback.extract_tb(error.__traceback__)
    steps = "\n".join(f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    logger.error("%s\n%s", type(error).__name__, steps)
    return file
