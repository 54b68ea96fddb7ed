"""Finding verifiers and running them in a warm process of their own."""
