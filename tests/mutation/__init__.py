"""Break the measuring code of every verifier, one small change at a time, and see whether anything notices.

`python -m tests.mutation [VERIFIER...] [--json] [--jobs N]`, outside the ordinary test suite.
"""
