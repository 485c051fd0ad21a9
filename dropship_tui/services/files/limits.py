"""How much of a file is read before it is refused.

Real order files are far below these: the largest spreadsheet that Excel opens is 1,048,576 rows,
the longest cell 32,767 characters, a platform's export some 100 columns. Above them is a mistake
or an attack, and the answer is a refusal within a second or two, not a machine that swaps.
"""

from __future__ import annotations

MIB = 1024 * 1024

MAX_TEXT_BYTES = 512 * MIB  # CSV and TSV are streamed: only time is at stake
MAX_DOCUMENT_BYTES = 50 * MIB  # XLSX, XLS, ODS and HTML are read whole, in a process of their own
MAX_UNZIPPED_BYTES = 150 * MIB  # an ordinary sheet of 100,000 rows and 11 columns is 83 MB of XML
MAX_ZIP_ENTRIES = 1000  # order sheets with a picture on each row have hundreds
MAX_ZIP_RATIO = 100  # sheets compress 10 to 20 times, bombs 250 times and more …
MIN_BOMB_BYTES = 10 * MIB  # … but a small sheet of equal rows may too, and harms nobody

MAX_COLUMNS = 2000
MAX_CELL = 131_072  # characters; also the limit that the csv module starts with
MAX_LINE = MIB  # characters of one line of a text file

DOCUMENT_MEMORY = 280 * MIB
DOCUMENT_SECONDS = 30
DOCUMENT_TEXT = 64 * MIB  # that the cells of a workbook may expand to
DOCUMENT_MERGES = 500_000
