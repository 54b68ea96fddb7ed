"""In and out: other programs' formats, other machines."""
