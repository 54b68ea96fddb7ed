"""Questions as plain text files.

tsv        tables as Anki writes and reads them, out and in
markdown   `Q:`/`A:` blocks and Obsidian's `::` and `?`, in
"""
