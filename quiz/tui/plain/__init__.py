"""Review line by line, without textual: for a pipe, a screen reader, a terminal that shows no screens."""
