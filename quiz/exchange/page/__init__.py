"""A question as a page outside the terminal: what Anki, tables and the book have in common.

html      our Markdown as HTML, in which nothing but our own tags is a tag
svg       plots, intervals and heat maps as inline SVG, in the colour of the text around them
proved    what the last run of each proof showed
question  the parts of a question in one language
words     the few words around them
whole     a file or folder that is there complete or not at all
"""
