"""The colours: one dark theme, one light, one of high contrast. Style sheets name variables only."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="proofcards-dark",
    primary="#8ab4f8",
    secondary="#7fa3c7",
    accent="#f2c14e",
    success="#7fd08a",
    warning="#f2a65a",
    error="#f28b82",
    foreground="#dfe3ea",
    background="#14171c",
    surface="#1a1e25",
    panel="#252b35",
    dark=True,
    variables={
        "muted": "#98a2b0",
        "measured": "#f2c14e",
        "predicted": "#8ab4f8",
        "block-cursor-background": "#263f63",
        "block-cursor-foreground": "#ffffff",
        "border": "#3a4452",
    },
)

LIGHT = Theme(
    name="proofcards-light",
    primary="#1a56b0",
    secondary="#3d5f8a",
    accent="#9a5b00",
    success="#1b6e2c",
    warning="#9a4a00",
    error="#b3261e",
    foreground="#1d2229",
    background="#fbfbf8",
    surface="#f3f3ee",
    panel="#e6e7e2",
    dark=False,
    variables={
        "muted": "#5b6470",
        "measured": "#9a5b00",
        "predicted": "#1a56b0",
        "block-cursor-background": "#cfe0f8",
        "block-cursor-foreground": "#0b1a30",
        "border": "#b8bcc4",
    },
)

CONTRAST = Theme(
    name="proofcards-contrast",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#ffff00",
    success="#00ff00",
    warning="#ffb000",
    error="#ff8080",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables={
        "measured": "#ffff00",
        "predicted": "#00ffff",
        "muted": "#ffffff",
        "text-muted": "#ffffff",
        "text-disabled": "#d0d0d0",
        "foreground-disabled": "#d0d0d0",
        "block-cursor-background": "#003a8c",
        "block-cursor-foreground": "#ffffff",
        "border": "#ffffff",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
