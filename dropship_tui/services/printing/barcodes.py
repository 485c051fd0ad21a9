"""Code 128 as widths of bars and gaps, for a template to draw.

Every module is a whole number of printer dots, so that no bar is blurred by a label printer of
203 dpi (8 dots a millimetre). A code that would need thinner bars than hand scanners read is not
drawn at all: its text is on the document, and a bar code that does not scan only costs time.
"""

from __future__ import annotations

import re
from typing import Any, TypedDict

DOT_MM = 0.125
_DOTS_PER_MODULE = (4, 3, 2)
_QUIET_MODULES = 10  # on each side, as the standard asks
_RUN = re.compile(rb"\x00+|\xff+")
_LONGEST = 80  # characters; more fit no paper


class Bars(TypedDict):
    """Bar, gap, bar, …, bar in modules; how wide a module is and where the first bar starts."""

    modules: tuple[int, ...]
    module_mm: float
    start_mm: float


def code128(text: str, width_mm: float) -> Bars | None:
    """`text` as bars in the middle of `width_mm`; None when it cannot be read there.

    That is when it is empty, has other than printable ASCII characters, which a scanner could
    not type, or is too long.
    """
    if not (0 < len(text) <= _LONGEST and text.isascii() and text.isprintable()):
        return None
    modules = _modules(text)
    total = sum(modules)
    room = width_mm / DOT_MM
    for dots in _DOTS_PER_MODULE:
        if (total + 2 * _QUIET_MODULES) * dots <= room:
            start = (room - total * dots) // 2
            return {"modules": modules, "module_mm": dots * DOT_MM, "start_mm": start * DOT_MM}
    return None


def _modules(text: str) -> tuple[int, ...]:
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image: Any = zxingcpp.write_barcode_to_image(barcode, add_quiet_zones=False)
    pixels = memoryview(image)
    first_row = pixels.tobytes()[: pixels.nbytes // len(pixels)]
    return tuple(len(run) for run in _RUN.findall(first_row))
