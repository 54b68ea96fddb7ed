"""Plots and heat maps as lines of characters; no widget here."""
