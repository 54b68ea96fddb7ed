"""One module a screen, each beside its own style sheet."""
