"""Putting a finished document where its reader asked for it."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dropship_tui.i18n import N_
from dropship_tui.services.errors import UnusableFile, reason


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that will stand at `path` when it is whole, for the eyes of its owner only (0600).

    An ordinary file of that name is replaced then. A link is never followed and a device never
    written to, because a document holds names and addresses.

    Raises:
        UnusableFile: `path` is something other than a file (`not_a_file`), or the system does
            not let us write there (`unwritable`).
    """
    try:
        _refuse_other_than_file(path)
        # mkstemp makes a file of 0600 with O_EXCL and O_NOFOLLOW; it stands beside the target,
        # because only within one disk is renaming atomic.
        descriptor, name = tempfile.mkstemp(prefix=".dropship-", dir=path.parent)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        raise _unwritable(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all, as `new_file` does.

    Raises:
        UnusableFile: as `new_file`.
    """
    with new_file(path) as file:
        file.write(data)


def require_writable(path: Path) -> None:
    """Find out whether `write_new` will do, before what it shall show is done for good.

    Raises:
        UnusableFile: it will not (`not_a_file`, `unwritable`).
    """
    try:
        _refuse_other_than_file(path)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError | ValueError) -> UnusableFile:
    return UnusableFile(
        "unwritable",
        N_("{path} cannot be made: {why}"),
        path=path,
        why=reason(error),
    )


def _refuse_other_than_file(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise UnusableFile(
            "not_a_file",
            N_("{path} is a folder, a link or a device, not a file."),
            hint=N_("Choose another name."),
            path=path,
        )
