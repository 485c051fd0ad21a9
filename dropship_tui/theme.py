"""The colours: calm, so that what is late or wrong stands out."""

from __future__ import annotations

from textual.theme import Theme

THEME = Theme(
    name="dropship",
    primary="#7fb0d6",
    secondary="#8fb8a8",
    accent="#d9b36c",
    warning="#d9a44e",
    error="#e5737c",
    success="#8cbf84",
    foreground="#d3d9e0",
    background="#14181d",
    surface="#1b2027",
    panel="#262d36",
    dark=True,
    variables={
        "block-cursor-background": "#31506b",
        "block-cursor-foreground": "#f2f6fa",
        "block-cursor-blurred-background": "#263341",
        "block-cursor-blurred-foreground": "#d3d9e0",
    },
)
