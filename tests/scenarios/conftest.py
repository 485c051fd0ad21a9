"""Stories have the clock of the command line's tests."""

from tests.cli.conftest import clock

__all__ = ["clock"]
