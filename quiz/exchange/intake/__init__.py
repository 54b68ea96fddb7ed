"""Questions from other programs, into a bank that the learner can edit.

cards    what any file gives: prompts with answers, and a count of what could not come along
source   the text of a file, or why it cannot be read
markup   HTML as our Markdown: the words stay, what could run or load is dropped
bank     cards as the YAML of a bank without proofs
install  that bank as a deck of the learner's own, beside those from others
"""
