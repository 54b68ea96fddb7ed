"""A small bank and the scripts it links to, for tests of the screens."""

from quiz.bank.model import Deck, Myth, Option, Point, Predict, Question, Source
from quiz.proof.find import Found, KnobInfo, Verifier
from quiz.text import Text

SCALE = Question(
    id="scale-by-sqrt-dk",
    deck="attention",
    level="core",
    ask=Text("Why are attention scores divided by √d_k?", "注意力分数为什么要除以 √d_k？"),
    say=Text(
        "A score q·k is a sum of `d_k` products. With independent entries of mean 0 and variance 1 its "
        "variance is **d_k**, so it spreads by √d_k. Dividing by √d_k brings the spread back to 1 at any "
        "width, and the softmax keeps its gradient.",
        "分数 q·k 是 `d_k` 个乘积之和。各分量独立、均值为 0、方差为 1 时，它的方差是 **d_k**，标准差是 √d_k。"
        "除以 √d_k 之后，无论宽度多大，标准差都回到 1，softmax 的梯度得以保留。",
    ),
    points=(
        Point(
            Text(
                "For independent zero-mean, unit-variance entries the score's variance is d_k.",
                "各分量独立、零均值、单位方差时，分数的方差是 d_k。",
            ),
            proof="attention/scale::variance_is_d_k",
        ),
        Point(
            Text("The variance grows linearly with the width.", "方差随宽度线性增长。"),
            proof="attention/scale::variance_grows_linearly",
        ),
        Point(Text("The paper gives this very reason.", "论文给出的正是这个理由。"), cite="arXiv:1706.03762"),
    ),
    myths=(
        Myth(
            Text("Without it the gradient explodes.", "不除的话梯度会爆炸。"),
            "attention/scale::variance_grows_linearly",
            Text("It vanishes: the softmax saturates.", "梯度会消失：softmax 饱和了。"),
        ),
    ),
    predict=Predict(
        Text("What is Var(q·k) at d_k = 256?", "d_k = 256 时 Var(q·k) 是多少？"),
        "attention/scale::variance_is_d_k",
        0.1,
        knobs={"d_k": 256},
    ),
    follow_ups=("which-divisor",),
    sources=(
        Source(
            "notes 5.1.4",
            "holds",
            Text("Right, but independence is not stated.", "结论对，但没有说明独立性。"),
        ),
        Source("arXiv:1706.03762"),
    ),
)

DIVISOR = Question(
    id="which-divisor",
    deck="attention",
    level="trap",
    ask=Text("By which number are the scores of one of h heads divided?", "h 个头里，每个头的分数除以多少？"),
    say=Text("By √d_head, since that is the length of the sum.", "除以 √d_head，因为求和的长度就是 d_head。"),
    points=(
        Point(
            Text("The sum has d_head terms.", "求和有 d_head 项。"), proof="attention/scale::variance_is_d_k"
        ),
    ),
    options=(
        Option(Text("√d_model", "√d_model"), why=Text("That leaves variance 1/h.", "那样方差只剩 1/h。")),
        Option(Text("√d_head", "√d_head"), right=True),
        Option(
            Text("d_head", "d_head"), why=Text("That leaves variance 1/d_head.", "那样方差只剩 1/d_head。")
        ),
    ),
    code="def scores(q, k):\n    return q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5\n",
)

HEADS = Question(
    id="why-multi-head",
    deck="multihead",
    level="deep",
    ask=Text("Why several heads?", "为什么要多个头？"),
    say=Text(
        "One head makes one average; several look at several things.",
        "一个头只做一次平均；多个头可以各看各的。",
    ),
    points=(
        Point(
            Text("A row of one head is one mixture.", "一个头的一行只是一种混合。"), cite="arXiv:1706.03762"
        ),
    ),
)

DECKS = (
    Deck(
        id="attention", title=Text("Attention", "注意力"), questions=(SCALE, DIVISOR), file="attention.yaml"
    ),
    Deck(
        id="multihead",
        title=Text("Multi-head attention", "多头注意力"),
        questions=(HEADS,),
        file="multihead.yaml",
    ),
)

SCRIPT = Verifier(
    id="attention/scale",
    path="/nowhere/attention/scale.py",
    about="Why attention scores are divided by √d_k.",
    found=(
        Found(
            "variance_is_d_k", "check", "Var(q·k) = d_k for independent entries of mean 0 and variance 1.",
            ("d_k",), (), ("scores",), 20,
        ),
        Found("variance_grows_linearly", "check", "The variance has slope 1 in d_k.", (), (), (), 30),
        Found(
            "divide_by_d_k", "control", "Dividing by d_k does not bring the variance back to 1.",
            ("d_k",), ("variance_is_d_k",), ("scores",), 40,
        ),
    ),
    knobs={"d_k": KnobInfo(64, (4, 16, 64, 256, 1024), "width of one query and one key")},
)  # fmt: skip
