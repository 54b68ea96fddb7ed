"""Decks from others: fetched, looked through, installed as copies; their scripts run only when trusted.

    manage: fetch -> installed    adding and updating: nothing hostile comes in, nothing half done stays
    fetch: folder, archive, git   each through the gate, which refuses links, bombs and odd names
    foreign, clash                what an installed deck holds, or why it is left out
    trust                         which scripts may run: copies, bound to one hash
    new                           a working deck to copy

What is installed lies in `decks/NAME` of the learner's folder, what may run in `trusted/NAME`.
"""
