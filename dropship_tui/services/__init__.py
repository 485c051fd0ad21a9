"""The use cases of the trade, one folder per stage. They know no front end."""
