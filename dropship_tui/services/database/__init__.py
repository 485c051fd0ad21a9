"""The shop's database: opened, made, brought up to date, saved, checked."""
