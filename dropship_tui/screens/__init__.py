"""Screens: compose, ask a service in a worker, show what came back."""
