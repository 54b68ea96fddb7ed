"""The mock interview: questions against the clock, the answers of a chain after it, a report in the end."""

from __future__ import annotations

from contextlib import suppress

from textual import events, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.widgets import Input, TextArea

from quiz.errors import QuizError
from quiz.interview.model import HOW, Went
from quiz.text import clean
from quiz.tui.commands import bindings
from quiz.tui.screens.interview_keys import COMMANDS
from quiz.tui.screens.interview_work import InterviewWork
from quiz.tui.sitting import Sitting
from quiz.tui.text.figures import parse
from quiz.tui.text.interviewing import now, where
from quiz.tui.widgets.interview_card import InterviewCard
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.rating_bar import RatingBar
from quiz.tui.widgets.rows import OptionRow, PointRow


class InterviewScreen(InterviewWork):
    """Leads through one interview."""

    CSS_PATH = "interview.tcss"
    NAME = "interview.name"
    KEYS = COMMANDS
    BINDINGS = bindings(KEYS)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(sitting)
        self._declined = False
        """Whether the learner has said that the schedule is to stay as it is."""

    def compose(self) -> ComposeResult:
        """Where one is and the time, the card, what to do now, the footer."""
        yield Prose(id="where")
        yield InterviewCard(self.sitting, self.language)
        yield KeyBar()
        yield RatingBar()

    def on_mount(self) -> None:
        """Show the rules; from now on the time is shown."""
        self.tell()
        self.set_interval(1.0, self._tell_time)

    def on_resize(self, event: events.Resize) -> None:
        """The top line depends on the width."""
        self._tell_where()

    def on_unmount(self) -> None:
        """Leaving the program in the middle keeps the report as well."""
        self.sitting.interview.leave()
        with suppress(QuizError):  # there is no place left to say so
            self.sitting.save(self.language)

    @property
    def modes(self) -> frozenset[str]:
        """The phase, and what the question has."""
        if self.has_class("-leaving"):
            return frozenset({"leaving"})
        interview = self.sitting.interview
        found: set[str] = {interview.phase, "free"}
        asked = interview.current
        if asked and interview.phase == "ask":
            if isinstance(self.focused, TextArea):
                return frozenset({"typing"})
            found |= {f"choice {index}" for index in range(1, len(asked.question.options) + 1)}
            if asked.whiteboard:
                found.add("whiteboard")
        if interview.proposed():
            found.add("proposed")
        if interview.answer and interview.answer.question.points:
            found.add("points")
        if interview.phase == "over":
            found |= self._afterwards()
        if interview.can_undo and not found & {"went", "fed"}:
            found.add("steps")
        if interview.can_redo:
            found.add("taken back")
        return frozenset(found)

    @property
    def leads_on(self) -> bool:
        """Nothing is to be looked up in the middle of an interview."""
        return self.sitting.interview.phase in ("ready", "over")

    def _afterwards(self) -> set[str]:
        """What can be done about the ratings, once everything is in."""
        if self.working:
            return {"working"}
        feed = self.sitting.feed
        found = {"fed"} if feed.given else set()
        return found | ({"waiting"} if feed.waiting and not self._declined else set())

    async def retell(self) -> None:
        """Everything again in the other language."""
        self._take_in()
        await self.card.show(self.language, fresh=False)
        self.tell()

    async def action_begin(self) -> None:
        """Start the clock."""
        self.sitting.begin()
        await self._turn()

    async def action_lengthen(self, by: int) -> None:
        """Take more time, or less."""
        self.sitting.interview.lengthen(by)
        await self.card.show(self.language, fresh=False)
        self.tell()

    def action_choose(self, key: str) -> None:
        """Choose an option."""
        self.sitting.interview.choose(int(key) - 1 if key.isdigit() else "abcdef".index(key))
        self.card.tell()

    async def action_type_answer(self) -> None:
        """Type the answer instead of saying it."""
        await self.card.write()
        self.tell()

    def action_typed(self) -> None:
        """Leave the box; what was typed stays, and digits go where a number is asked for."""
        self._take_keys()
        self.tell()

    async def action_program(self) -> None:
        """Open the program of a whiteboard question in the learner's editor."""
        self._take_in()
        try:
            path = self.sitting.program()
            with self.app.suspend():
                self.desk.editor().open(str(path), 1)
        except SuspendNotSupported:
            self.notify(self.say("edit.impossible"), severity="warning", markup=False)
        except QuizError as error:
            self.quiz.complain(error)
        await self.card.show(self.language, fresh=False)
        self.tell()

    async def action_finish(self) -> None:
        """The answer is given; how did it go?"""
        self._take_in()
        self.sitting.interview.finish()
        await self._turn()

    async def action_judge(self, went: str) -> None:
        """Say how it went; then comes a follow-up, or the answers of the chain."""
        chosen: Went = next(one for one in HOW if one == went)
        self.sitting.interview.judge(chosen)
        await self._judged()

    async def action_step_back(self) -> None:
        """Take the last step back and show what was before it."""
        self._take_in()
        if self.sitting.undo():
            self._declined = False
            await self._turn()

    async def action_step_forth(self) -> None:
        """Make again the step that was taken back last."""
        self._take_in()
        went = self.sitting.interview.phase == "went"
        if self.sitting.redo():
            await (self._judged() if went else self._turn())

    async def action_as_proposed(self) -> None:
        """It went as the typed answer lets one think."""
        went = self.sitting.interview.proposed()
        if went:
            await self.action_judge(went)

    def action_tick(self) -> None:
        """Tick the point at the cursor, or untick it."""
        self.sitting.interview.tick(self.card.cursor)
        self.card.tell()

    def action_tick_next(self) -> None:
        """Tick the point at the cursor and go on to the next."""
        self.action_tick()
        self.card.step(1)

    def action_point(self, key: str) -> None:
        """Go to the next or the last point; scroll past the ends."""
        if not self.card.step(1 if key == "down" else -1):
            self.card.move(key)

    def action_scroll(self, key: str) -> None:
        """Scroll."""
        self.card.move(key)

    async def action_go_on(self) -> None:
        """The next answer, the next topic, or the report."""
        self.sitting.interview.go_on()
        await self._turn()

    def action_back(self) -> None:
        """Leave; in the middle of it the learner is asked first."""
        if self.sitting.interview.phase in ("ready", "over"):
            self.save()
            self.quiz.back()
            return
        self.add_class("-leaving")
        self.tell()

    def action_stay(self) -> None:
        """Do not leave."""
        self.remove_class("-leaving")
        self.tell()

    async def action_leave_now(self) -> None:
        """End it here, with the report of what was done."""
        self.remove_class("-leaving")
        self._take_in()
        self.sitting.interview.leave()
        await self._turn()

    def action_feed(self) -> None:
        """Write the suggested ratings, one after the other."""
        feed = self.sitting.feed
        if self.attempt(lambda: feed.give(self.desk.memory)) and feed.leeches:
            self.notify(self.say("review.leech"), severity="warning", markup=False)
        self.tell()

    def action_no_feed(self) -> None:
        """Leave the schedule as it is."""
        self._declined = True
        self.tell()

    def action_undo(self) -> None:
        """Take the last rating back."""
        self._declined = False
        self.attempt(lambda: self.sitting.feed.undo(self.desk.memory))
        self.tell()

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self.action_finish()

    @on(OptionRow.Clicked)
    def _option_clicked(self, event: OptionRow.Clicked) -> None:
        self.sitting.interview.choose(event.index)
        self.card.tell()

    @on(PointRow.Clicked)
    def _point_clicked(self, event: PointRow.Clicked) -> None:
        self.card.cursor = event.index
        self.action_tick()

    def on_descendant_focus(self) -> None:
        """Keys write now, or act again."""
        self.tell()

    def on_descendant_blur(self) -> None:
        """Keys act again."""
        self.tell()

    async def _judged(self) -> None:
        """A follow-up comes, or the chain has ended and is measured."""
        if self.sitting.interview.phase == "answer":
            self.measure()
        await self._turn()

    def _take_in(self) -> None:
        """What stands in the boxes belongs to the answer."""
        if self.sitting.interview.phase != "ask":
            return
        for box in self.query(TextArea):
            self.sitting.interview.write(clean(box.text))
        if self.query(Input):
            self.sitting.interview.predict(parse(self.card.typed))

    async def _turn(self) -> None:
        """Something else is to be shown."""
        self.save()
        await self.card.show(self.language, fresh=True)
        self._take_keys()
        self.tell()

    def _take_keys(self) -> None:
        """Keys act on the screen; digits write in the box for a number, where there is one."""
        boxes = list(self.query(Input))
        self.set_focus(boxes[0] if boxes else None)

    def tell(self) -> None:
        """Bring everything but the card up to date."""
        self._tell_time()
        self.tell_keys()

    def _tell_time(self) -> None:
        """What depends on the time: the top line, and that the time is out."""
        self._tell_where()
        self.query_one(RatingBar).tell(*now(self.sitting, self.modes, self.language))

    def _tell_where(self) -> None:
        interview = self.sitting.interview
        asked = interview.answer or interview.current
        deck = self.quiz.deck_title(asked.question.deck) if asked else ""
        line = where(interview, deck, self.size.width - 2, self.language)
        self.query_one("#where", Prose).show(line)
