"""To and from Anki.

types    the two types of notes, their fields, cards and looks
package  questions -> an .apkg, by genanki (the extra `anki`), imported only there
read     an .apkg -> cards, by the standard library, through the gate that decks come through
"""
