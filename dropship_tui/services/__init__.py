"""The use cases of the trade, one module per stage. They know no front end."""
