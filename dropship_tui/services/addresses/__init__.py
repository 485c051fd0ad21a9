"""Contact text as people send it, split into receivers: names, phones, places."""
