"""Files that hold tables, in any format and encoding, read row by row."""
