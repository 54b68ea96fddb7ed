"""The pictures in the README, taken from the real app on the real decks, with real proofs."""
