"""The keeping of a shop's database: made, described, saved, brought up to date, checked."""
