"""A mock interview: what is asked next, how it went, and the report. No screen in it."""
