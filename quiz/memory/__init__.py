"""What the learner remembers: FSRS, the review log, the queue.

`Memory` opens the file; everything that a front end needs of this room is named here.
"""

from quiz.memory.days import here
from quiz.memory.model import Answer, Card, Counts, Rating, State
from quiz.memory.queue import Queue
from quiz.memory.settings import Model, Settings
from quiz.memory.store import Memory

__all__ = ["Answer", "Card", "Counts", "Memory", "Model", "Queue", "Rating", "Settings", "State", "here"]
