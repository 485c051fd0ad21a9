"""Questions over a screen. Each is awaited, and answers in a type of its own."""
