"""The plan for the interview: what to learn and to go through on which day, so that it is known on that day.

Nothing is kept but the goal (`Goal`: day, minutes, decks); a plan is a pure function of the goal and of what
is remembered now, so it replans itself whenever it is asked. Front ends ask the memory:

    memory.aim(Goal(interview, minutes, decks))  set the goal; raises QuizError when it is past or too far
    memory.aim(None)                             forget it
    memory.goal() -> Goal | None                 the goal in force; none when unset, or the interview is over
    memory.plan(questions) -> Plan | None        the plan in force; `questions` are all there are
    memory.readiness(questions) -> Readiness     if you stopped now: at the interview, or today without a goal
    memory.progress(questions) -> (Ready, …)     how that grew, day by day
    memory.needs(questions) -> Needs | None      what is missing when the plan is not `met` (takes a second)

`memory.queue(…)` follows the plan in force. Hand the whole bank to `Memory(path, now, bank=questions)`, so
that a queue for one deck is a part of the same day.
"""

from quiz.memory.plan.goal import Goal
from quiz.memory.plan.model import Needs, Plan, PlannedDay, Readiness, Ready, Share

__all__ = ["Goal", "Needs", "Plan", "PlannedDay", "Readiness", "Ready", "Share"]
