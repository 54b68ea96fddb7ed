"""Chinese: what `--help` says."""

WORDS = {
    "Deep-learning interview questions, every answer proved on real tensors while you watch.\n\nWithout a "
    "command the home screen opens.": (
        "深度学习面试题，每个答案都当着你的面在真实的张量上证明。\n\n不带命令时打开主页。"
    ),
    "Study what is due, then what is new.": "学习到期的题，再学新题。",
    "Hold a mock interview against the clock, with a report in the end.": "计时模拟面试，最后给出报告。",
    "Turn the knobs of a verifier and watch its proofs.": "转动验证脚本的旋钮，看它的证明。",
    "Look through all questions: search, filter, read, suspend, edit.": (
        "浏览全部题目：搜索、筛选、阅读、暂停、编辑。"
    ),
    "Run verifiers and judge their claims.": "运行验证脚本，判断其断言。",
    "Write an answer as a program, and have it graded.": "把答案写成程序，并逐项评分。",
    "Look for faults in question banks and verifiers.": "查题库和验证脚本里的错。",
    "List questions, decks or verifiers.": "列出题目、题组或验证脚本。",
    "Say how much is due, and what comes next.": "看有多少到期，下一道是什么。",
    "Plan for the day of an interview, and say how ready you will be.": "为面试那天做计划，看会有多大把握。",
    "Say what was studied, how well it stays, and what comes.": "看学了多少、记住多少、接下来有多少。",
    "Look after the review log.": "照看复习记录。",
    "Bring several machines to the same memory through a shared folder.": (
        "用共享文件夹让几台机器的记忆一致。"
    ),
    "Add, list, update, remove or trust decks from others; begin your own.": (
        "添加、列出、更新、删除或信任别人的题组；建自己的题组。"
    ),
    "Write questions and what was measured for Anki, as a table or as a book.": (
        "把题目和测量结果导出到 Anki、表格或书。"
    ),
    "Make a deck of your own from Anki, a table or Markdown.": "从 Anki、表格或 Markdown 建一个自己的题组。",
    "Show the same app in a browser.": "在浏览器里显示同一个程序。",
    "Look at versions, folders, terminal and speed.": "看版本、文件夹、终端和速度。",
    "Print the script that completes commands in your shell.": "打印 shell 的补全脚本。",
    "English or Chinese.": "英文或中文。",
    "English, Chinese, or one under the other.": "英文、中文，或者两种上下并排。",
    "Line by line: for a pipe or a screen reader.": "一行一行地：用于管道或读屏软件。",
    "Print JSON for other programs.": "打印 JSON，供别的程序用。",
    "Grade this program; open no editor.": "给这个程序评分，不打开编辑器。",
    "Begin again: the program written before is set aside.": "重新开始：以前写的程序另存。",
    "What to call it (default: as its folder, archive or repository).": (
        "叫什么（默认与文件夹、压缩包或仓库同名）。"
    ),
    "What to call the deck (default: as the file).": "题组叫什么（默认与文件同名）。",
    "Do not ask.": "不再询问。",
    "Time for questions.": "提问的时间。",
    "Ask about these; else all.": "只问这些题组，不写就问全部。",
    "Open topics at this level; nothing easier is asked.": "话题从这个难度开始，不问更容易的。",
    "Ask as in the interview whose report names this seed.": "与报告里写着这个种子的那场面试问得一样。",
    "Go back to the numbers that suit most learners.": "回到适合大多数人的参数。",
    "The day of the interview, as 2026-12-31.": "面试的日子，如 2026-12-31。",
    "How long you want to study each day (30 unless you say so).": "每天想学多少分钟（不写是 30）。",
    "Only these decks; `all` for all of them.": "只学这些题组；`all` 是全部。",
    "Forget the plan: everything falls due as without one.": "取消计划：按没有计划时到期。",
    "0 takes a free one.": "0 自动找空闲的。",
    "127.0.0.1 is this machine alone.": "127.0.0.1 只限这台机器。",
    "Run every verifier that is installed.": "运行全部已安装的验证脚本。",
    "Turn a knob, as in d_k=256.": "转动一个旋钮，如 d_k=256。",
    "The first seed.": "第一个种子。",
    "How many seeds, each a run.": "用多少个种子，每个运行一次。",
    "Runs at a time (default: one per core).": "同时运行几个（默认每核一个）。",
    "Where tensors live: cpu, cuda or mps.": "张量放在哪里：cpu、cuda 或 mps。",
    "Spread over a Dask cluster, begun here or there already.": "分到 Dask 集群上，现起的或已有的。",
    "Look through all questions, or those that contain every WORD; read, suspend and edit them.": (
        "浏览全部题目，或含有每个 WORD 的题；可以阅读、暂停、编辑。"
    ),
    "Look for faults: schema, links, proofs, sources, both languages, controls.\n\nPATH is a bank or a "
    "folder of banks; without one, everything installed is checked.\nThe exit status is 1 if there is a "
    "fault.": (
        "查错：格式、链接、证明、出处、两种语言、对照。\n\nPATH 是题库或题库文件夹；不写就查全部已安装的。"
        "有错时退出状态为 1。"
    ),
    "Write the answer to a question as a program; without QUESTION, list those that ask for one.\n\nYour "
    "editor ($EDITOR) opens with what is to be written. When you leave it the program is run, isolated\n"
    "like any verifier, and graded check by check. The exit status is 1 while a check does not hold.": (
        "把一道题的答案写成程序；不写 QUESTION 就列出要写程序的题。\n\n你的编辑器（$EDITOR）会打开要写的程"
        "序。离开后程序像验证脚本一样隔离运行，逐项评分。有一项不成立时退出状态为 1。"
    ),
    "Print the script that completes commands, options, decks, verifiers and questions in SHELL.": (
        "打印 SHELL 的补全脚本：命令、选项、题组、验证脚本和题目。"
    ),
    "Decks from others: add, list, update, remove, trust, or begin one of your own.\n\nA deck is a folder "
    "with questions/*.yaml and verifiers/<folder>/*.py. Its scripts run only once you trust\nthem.": (
        "别人的题组：添加、列出、更新、删除、信任；也可以建自己的。\n\n题组是一个文件夹，里面有 "
        "questions/*.yaml 和 verifiers/<文件夹>/*.py。信任之后脚本才会运行。"
    ),
    "Install a copy of the deck in a folder, a .zip or .tar.gz, or a git repository.": (
        "从文件夹、.zip、.tar.gz 或 git 仓库安装一份题组。"
    ),
    "List installed decks: what they hold, where they came from, whether their scripts may run.": (
        "列出已安装的题组：有什么、来自哪里、脚本能不能运行。"
    ),
    "Fetch a deck again from where it came; when its scripts have changed, trust them again.": (
        "从来处重新获取题组；脚本有改动时要重新信任。"
    ),
    "Take an installed deck away. What you learned with it stays, should you add it again.": (
        "删除已安装的题组。学过的记录保留，再添加时还在。"
    ),
    "Let the scripts of a deck run, as they are now; any change ends it until you say so again.": (
        "允许题组的脚本按现在的样子运行；有任何改动就要重新信任。"
    ),
    "Make a deck of your own in the folder NAME: one question and one verifier, to copy from.": (
        "在文件夹 NAME 里建自己的题组：一道题和一个验证脚本作样板。"
    ),
    "Look at versions, folders, terminal and speed, and say what to do about what is wrong.\n\nThe exit "
    "status is 1 when something keeps Proofcards from working.": (
        "看版本、文件夹、终端和速度，说明有问题的该怎么办。\n\n有东西妨碍程序工作时退出状态为 1。"
    ),
    "Say how many questions are due and how many are new today, and which comes next.": (
        "看今天多少题到期、多少新题，下一道是什么。"
    ),
    "Write questions, answers and what their proofs last measured for Anki, as a table, or as a book.\n\n"
    "Proofs that never ran are left without numbers: say `quiz verify --all` first.": (
        "把题目、答案和证明最近的测量导出到 Anki、表格或书。\n\n没有运行过的证明没有数字：请先 `quiz "
        "verify --all`。"
    ),
    "Write a package for Anki. Importing it again later updates the notes and doubles none.": (
        "写一个 Anki 包。以后再导入只会更新笔记，不会重复。"
    ),
    "Write a table that Anki imports as Basic notes, with drawings; again later updates and doubles none.": (
        "写一张表，Anki 按 Basic 笔记导入，带图；以后再导入只会更新，不会重复。"
    ),
    "Write pages to read in a browser: every answer in both languages, with plots and scripts.\n\nOUT is a "
    "folder: a new one, an empty one, or a book made before. Open its index.html; no server is needed.": (
        "写成可以在浏览器里读的网页：每个答案两种语言，带图和脚本。\n\nOUT 是文件夹：新的、空的或以前的书。"
        "打开其中的 index.html，不需要服务器。"
    ),
    "Make a deck of your own from an Anki .apkg, a table (.tsv, .csv, .txt) or Markdown (.md).\n\nTables "
    "may have Anki's header lines. Markdown has `Q:` and `A:`, or Obsidian's `question::answer` and `?`.\n"
    "The deck has no proofs; what could not be carried over is listed. Its bank is a file that you can "
    "edit.": (
        "从 Anki 的 .apkg、表格（.tsv、.csv、.txt）或 Markdown（.md）建一个自己的题组。\n\n表格可以有 Anki "
        "的表头行。Markdown 用 `Q:` 和 `A:`，或 Obsidian 的 `问题::答案` 和 `?`。题组没有证明；带不过来的会"
        "列出。题库是你可以编辑的文件。"
    ),
    "Sit a mock interview against the clock.\n\nThe interviewer opens a topic and drills into follow-ups "
    "according to how it goes. No answer shows before\nthe chain has ended. In the end there is a report, "
    "kept as Markdown; your schedule changes only if you say\nso.": (
        "计时的模拟面试。\n\n面试官开一个话题，看你答得怎样往下追问。一轮没结束，不显示任何答案。最后给出报"
        "告，存成 Markdown；你同意之后，复习计划才会改变。"
    ),
    "Turn the knobs of a verifier and watch its proofs; without VERIFIER, choose one from a list.": (
        "转动验证脚本的旋钮，看它的证明；不写 VERIFIER 就从列表里选。"
    ),
    "List questions (the default), decks or verifiers.": "列出题目（默认）、题组或验证脚本。",
    "Look after what is remembered.": "照看记忆。",
    "Compare every cached state with the log, repair what differs, and say what was done.": (
        "把每个状态与记录比较，修复不一致的，并说明做了什么。"
    ),
    "Fit the scheduler's numbers to your own reviews, and keep them if they foretell better.\n\nThey are "
    "fitted to the earlier four fifths of your log and judged by the rest. Needs 640 reviews on later\n"
    'days, and the extra `fit`: pip install "proofcards[fit]".': (
        "按你自己的复习拟合调度参数，预测得更好才采用。\n\n用记录的前五分之四拟合，用其余的评判。需要 640 "
        '次隔天以上的复习，以及附加包 `fit`：pip install "proofcards[fit]"。'
    ),
    "Plan for an interview, or show the plan in force: what each day is for, and how ready you will be.\n\n"
    "While a plan is in force `quiz review`, `quiz due` and the home screen go by it. It is made anew each "
    "time\nfrom what was really done, so a day missed or a day more needs no telling.": (
        "为面试做计划，或显示现在的计划：每天学什么，到时有多大把握。\n\n有计划时，`quiz review`、`quiz "
        "due` 和主页都按它来。每次都按实际学的重新计算，少学一天多学一天都不用说。"
    ),
    "Study what is due, then what is new: all decks, or those named.": (
        "学习到期的题，再学新题：全部题组，或写出的题组。"
    ),
    "Show the same app in a browser.\n\nThe address holds a secret that is new each time; a name after it "
    '(…/ann/) has a memory of its own. Needs\nthe extra `serve`: pip install "proofcards[serve]".': (
        "在浏览器里显示同一个程序。\n\n地址里有每次都换的密钥；后面加一个名字（…/ann/）就有单独的记忆。需要"
        '附加包 `serve`：pip install "proofcards[serve]"。'
    ),
    "Say what was studied, how much of it was recalled, what falls due, and what is hardest.": (
        "看学了多少、记住多少、什么到期、什么最难。"
    ),
    "Bring this machine and the others that use FOLDER to the same memory.\n\nFOLDER is any folder that "
    "your machines share, by Dropbox, Syncthing, git or a stick: each machine adds to\na file of its own "
    "there, and reads those of the others. Sync before and after you study.": (
        "让这台机器和其他使用 FOLDER 的机器记忆一致。\n\nFOLDER 是你的机器共享的任何文件夹（Dropbox、"
        "Syncthing、git 或 U 盘）：每台机器写自己的文件，读别人的。学习前后各同步一次。"
    ),
    "Run verifiers and judge their claims.\n\nVERIFIER is `deck/name`, a whole deck, or the path of a "
    "script. A check passes when its claim holds, a\ncontrol when the same measurement without the "
    "mechanism is refuted. The exit status is 0 if all pass,\n1 if one does not, 2 on wrong usage. A sweep "
    "on a cluster that was stopped goes on where it was when the\nsame command is given again.": (
        "运行验证脚本，判断其断言。\n\nVERIFIER 是 `题组/名称`、整个题组或脚本的路径。断言成立，检验就通"
        "过；去掉机制后的同一测量被推翻，对照就通过。全部通过时退出状态为 0，有不通过的为 1，用法不对为 2。"
        "集群上的扫描中断后，再给同一条命令就接着做。"
    ),
}
