"""What a bank may contain, one line a field."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, get_args

from quiz.bank.faults import Faults, short
from quiz.bank.model import (
    Deck,
    KnobValue,
    Level,
    Myth,
    Option,
    Point,
    Predict,
    Question,
    Says,
    Source,
)
from quiz.bank.nodes import Listing, Mapping, Node, Scalar
from quiz.bank.read import Fields, Reader
from quiz.text import Text

T = TypeVar("T")

LEVELS: tuple[Level, ...] = get_args(Level)
SAYS: tuple[Says, ...] = get_args(Says)

SLUG = r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*"
SLUG_LOOKS = "Use small letters, digits and single hyphens, at most 80: scale-by-sqrt-dk."
VERIFIER = r"[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9_]*"
REFERENCE = re.compile(r"(arxiv|doi|isbn|https?):", re.IGNORECASE)
CITATION = (
    r"arXiv:(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?"
    r"|doi:10\.\d{4,9}/\S+"
    r"|isbn:(\d-?){9}[\dX]|isbn:(\d-?){12}\d"
    r"|https://[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?"
)
CITATION_LOOKS = "Write arXiv:1706.03762, doi:10.1162/neco.1997.9.8.1735, isbn:9780262035613 or https://…"


class BankReader(Reader):
    """Reads the parts of one bank."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.slug = self.matching(SLUG, SLUG_LOOKS)
        self.verifier = self.matching(VERIFIER, "Write deck/verifier: attention/scale_by_sqrt_dk.")
        self.proof = self.matching(
            VERIFIER + "::[a-z0-9_]+",
            "Write deck/verifier::check: attention/scale_by_sqrt_dk::variance_is_d_k.",
        )
        self.citation = self.matching(CITATION, CITATION_LOOKS)
        self.proved = True
        """Whether claims must be proved or cited; a bank may say in its heading that they are not."""
        self.level = self.choice(LEVELS)
        self.says = self.choice(SAYS)
        self.slugs = self.distinct(self.slug)
        self.points = self.listing(self.point)
        self.myths = self.listing(self.myth)
        self.options = self.listing(self.option)
        self.sources = self.listing(self.source)

    def deck(self, root: Node, path: Path) -> Deck:
        """A whole bank; its id is the name of its file."""
        name = path.stem
        if not re.fullmatch(SLUG, name):
            self.fault(1, f"The file name {path.name} is no deck id.", SLUG_LOOKS)
        plain = name.replace("-", " ").capitalize()
        title, order, questions = Text(plain, plain), 0, []
        if not isinstance(root, Listing):
            self.fault(root, "A bank is a list of questions.", "Start each question with `- id: …`.")
            root = Listing(root.line)
        for index, node in enumerate(root.items):
            if isinstance(node, Mapping) and "deck" in node.items:
                title, order = self.heading(node)
                if index:
                    self.fault(node, "The heading is not at the top.", "Make it the first item of the bank.")
            elif not self.faults.full:
                questions.append(self.question(node, name))
        if not questions and not self.faults.found:
            self.fault(root, "This bank has no questions.", "Add one that starts with `- id: …`.")
        return Deck(
            id=name,
            title=title,
            order=order,
            questions=tuple(questions),
            file=str(path),
            proved=self.proved,
        )

    def heading(self, node: Node) -> tuple[Text, int]:
        """The first item of a bank: the deck's title, its place among the decks, and whether it is proved."""
        with self.fields(node) as field:
            self.proved = field.may("proved", self.yes, True)
            self.one_language = not self.proved
            return field.need("deck", self.text, Text()), field.may("order", self.whole, 0)

    def if_proved(self, field: Fields) -> Callable[[str, Callable[[Node], T], T], T]:
        """How a field is read that only proved banks must have."""
        return field.need if self.proved else field.may

    def question(self, node: Node, deck: str) -> Question:
        """One question."""
        with self.fields(node) as field:
            question = Question(
                id=field.need("id", self.slug, ""),
                deck=deck,
                level=field.need("level", self.level, LEVELS[0]),
                ask=field.need("ask", self.text, Text()),
                say=field.need("say", self.text, Text()),
                points=self.if_proved(field)("points", self.points, ()),
                myths=field.may("myths", self.myths, ()),
                predict=field.may("predict", self.predict, None),
                options=field.may("options", self.options, ()),
                code=field.may("code", self.code, ""),
                exercise=field.may("exercise", self.verifier, ""),
                follow_ups=field.may("follow_ups", self.slugs, ()),
                sources=field.may("sources", self.sources, ()),
                was=field.may("was", self.slugs, ()),
                line=node.line,
            )
            self.agree(question, field)
        return question

    def agree(self, question: Question, field: Fields) -> None:
        """Find what is wrong between the fields of a question."""
        if question.id and question.id in question.follow_ups:
            self.fault(
                field.at("follow_ups"), f"{question.id} follows up on itself.", "Remove it from the list."
            )
        if question.id and question.id in question.was:
            self.fault(field.at("was"), f"{question.id} lists its own id as a former one.", "Remove it.")
        if field.is_list("points") and not question.points:
            self.fault(
                field.at("points"), "The answer has no points.", "Write what an interviewer would tick."
            )
        if field.is_list("options"):
            right = sum(option.right for option in question.options)
            if len(question.options) < 2:
                self.fault(field.at("options"), "A choice needs at least two options.", "Add a wrong one.")
            if right != 1:
                what = f"A choice has exactly one right option, this one has {right or 'none'}."
                self.fault(field.at("options"), what, "Mark the right one with `right: true`.")

    def point(self, node: Node) -> Point:
        """One key point of an answer."""
        with self.fields(node) as field:
            point = Point(
                text=field.text(),
                proof=field.may("proof", self.proof, ""),
                cite=field.may("cite", self.citation, ""),
                line=node.line,
            )
            if field.has("proof") and field.has("cite"):
                self.fault(node, "This point is both proved and cited.", "Keep the proof.")
            elif (
                self.proved and not field.has("proof") and not field.has("cite") and isinstance(node, Mapping)
            ):
                self.fault(node, "This point is neither proved nor cited.", "Add `proof: …` or `cite: …`.")
        return point

    def myth(self, node: Node) -> Myth:
        """One popular wrong answer."""
        with self.fields(node) as field:
            return Myth(
                text=field.text(),
                proof=self.if_proved(field)("proof", self.proof, ""),
                instead=field.may("instead", self.text, Text()),
                line=node.line,
            )

    def option(self, node: Node) -> Option:
        """One answer of a choice; a wrong one says why and names the check that shows it."""
        with self.fields(node) as field:
            right = field.may("right", self.yes, False)
            ask = field.may if right else self.if_proved(field)
            return Option(
                text=field.text(),
                right=right,
                why=ask("why", self.text, Text()),
                proof=ask("proof", self.proof, ""),
                line=node.line,
            )

    def predict(self, node: Node) -> Predict:
        """The number to foretell."""
        with self.fields(node) as field:
            within, relative = field.need("within", self.within, (0.0, True))
            return Predict(
                text=field.text(),
                proof=field.need("proof", self.proof, ""),
                within=within,
                relative=relative,
                knobs=field.may("knobs", self.knobs, {}),
                line=node.line,
            )

    def within(self, node: Node) -> tuple[float, bool]:
        """`10%` as (0.1, True) or `0.05` as (0.05, False); above zero."""
        value = node.value.strip() if isinstance(node, Scalar) else ""
        relative = value.endswith("%")
        if relative and isinstance(node, Scalar):
            node = Scalar(value[:-1], node.line, node.name, plain=True)
        faults = len(self.faults.found)
        number = self.number(node)
        if number <= 0 and len(self.faults.found) == faults:
            self.fault(
                node,
                f"`within` is {short(value)}.",
                "Write a share above 0 such as 10%, or a distance: 0.05.",
            )
        return (number / 100 if relative else float(number)), relative

    def knobs(self, node: Node) -> dict[str, KnobValue]:
        """Values by the name of their knob."""
        if not isinstance(node, Mapping):
            with self.fields(node):
                return {}
        for name, line in node.keys.items():
            if not name.isidentifier():
                self.fault(
                    line, f"`{short(name)}` is no name of a knob.", "Write the parameter's name, such as d_k."
                )
        return {name: self.number_or_word(value) for name, value in node.items.items()}

    def source(self, node: Node) -> Source:
        """A place and what it says, or a bare reference."""
        if isinstance(node, Scalar):
            return Source(self.place(node))
        with self.fields(node) as field:
            at = field.need("at", self.place, "")
            says = field.need("says", self.says, SAYS[0])
            note = (field.may if says == "holds" else field.need)("note", self.text, Text())
            return Source(at, says, note)

    def place(self, node: Node) -> str:
        """`notes 5.1.4`, or a citation."""
        cited = isinstance(node, Scalar) and REFERENCE.match(node.value)
        return self.citation(node) if cited else self.string(node)
