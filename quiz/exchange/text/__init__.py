"""Questions as plain text files, out and in.

    tsv            questions -> a table with Anki's header lines
    read_tsv       a table, with those lines or without -> cards
    read_markdown  `Q:`/`A:` blocks and Obsidian's `::` and `?` -> cards

What comes in is text: nothing of it is looked up, loaded or run.
"""
