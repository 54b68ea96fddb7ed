"""Every question, answer, measurement, plot and script as a book of plain pages.

    site    which pages there are; a folder put in place as a whole
    pages   what stands on each: contents, a deck, a verifier
    frame   what stands around it: head, languages, light and dark
    index   what the search on the page of contents knows

A page loads nothing: its style and its script (book.css, book.js) stand in it, and it may run no other. Both
languages are on it; the script hides one. Without the script both show, and everything but the search works.
"""
