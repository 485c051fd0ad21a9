"""What the trade is made of: words, states, rules and plain row types. No I/O, no clock."""
