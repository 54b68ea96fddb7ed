"""Proofcards: deep-learning interview questions whose answers are proved on real tensors."""

__version__ = "0.1.0"
