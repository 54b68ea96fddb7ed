"""Chinese: what the commands answer."""

WORDS = {
    "There is no command {}.{}": "没有命令 {0}。{1}",
    "{} banks, {} questions, {} verifiers: no faults.": "{0} 个题库，{1} 道题，{2} 个验证脚本：没有错误。",
    "{} banks, {} questions, {} verifiers: {} fault.": "{0} 个题库，{1} 道题，{2} 个验证脚本：{3} 处错误。",
    "{} banks, {} questions, {} verifiers: {} faults.": "{0} 个题库，{1} 道题，{2} 个验证脚本：{3} 处错误。",
    "Your program: {}": "你的程序：{0}",
    "{} asks for no program.{}": "{0} 不要求写程序。{1}",
    "`quiz code` lists those that do.": "`quiz code` 列出要写程序的题。",
    "There is no such program.": "没有这个程序。",
    "Removed {}.": "已删除 {0}。",
    "The deck {} has {} script:": "题组 {0} 有 {1} 个脚本：",
    "The deck {} has {} scripts:": "题组 {0} 有 {1} 个脚本：",
    "{}  {} lines": "{0}  {1} 行",
    "They can do all that you can do on this machine. Read them first: {}": (
        "它们能做你在这台机器上能做的一切。请先读一读：{0}"
    ),
    "Trusted, as hash {}.": "已信任，哈希 {0}。",
    "Trust {}?": "信任 {0} 吗？",
    "Made {}/. Its README.md says how to go on; `quiz check {}` finds faults.": (
        "已建立 {0}/。里面的 README.md 说明下一步；`quiz check {1}` 查错。"
    ),
    "No deck from elsewhere is installed. `quiz deck add` installs one.": (
        "没有安装别处的题组。`quiz deck add` 可以安装。"
    ),
    "Its scripts do not run before you say `quiz deck trust {}`.": (
        "运行 `quiz deck trust {0}` 之前，它的脚本不会运行。"
    ),
    "{} pages; open {}.": "{0} 页；请打开 {1}。",
    "Wrote {} of {} to {}.": "已把{1}写成{0}：{2}。",
    "This kind of file is not known.": "不认识这种文件。",
    "The name of this file gives none for a deck.": "从文件名得不出题组名。",
    "Give it one by --as NAME.": "请用 --as 名称 起一个。",
    "Made the deck {}: {} questions. Edit them in {}.": "已建立题组 {0}：{1} 道题。可以在 {2} 里编辑。",
    "This is a whole collection of Anki.": "这是 Anki 的整个集合。",
    "Export the deck as .apkg, without media.": "请把题组导出为 .apkg，不带媒体文件。",
    "Not carried over:": "没有带过来的：",
    "Log loss on {} reviews held out (of {}): {} as it is, {} fitted; gain {} ± {}.": (
        "在留出的 {0} 次复习上（共 {1} 次）的对数损失：现在 {2}，拟合后 {3}；改进 {4} ± {5}。"
    ),
    "Kept: what you rate from now on follows the fitted numbers.": "已采用：从现在起的评分按拟合的参数安排。",
    "Not kept: the gain is not more than chance. Nothing was changed.": (
        "没有采用：改进不超过偶然。什么也没改。"
    ),
    "The numbers that suit most learners are in force again.": "重新采用适合大多数人的参数。",
    "all decks": "全部题组",
    "today": "今天",
    "tomorrow": "明天",
    "in {} days": "还有 {0} 天",
    "Interview on {}, {}. {} minutes a day, {}.": "{0} 面试，{1}。每天 {2} 分钟，{3}。",
    "Recalled on that day if you stopped now: {}; if you follow the plan: {}.": (
        "当天能答出：现在停下 {0}；按计划学 {1}。"
    ),
    "{} ({} to {})": "{0}（{1} 到 {2}）",
    "day": "日期",
    "new": "新题",
    "reviews": "复习",
    "minutes": "分钟",
    "deck": "题组",
    "questions": "题数",
    "learnt then": "到时学过",
    "now": "现在",
    "with the plan": "按计划",
    "No time for {} questions, those that weigh least: {}": "有 {0} 道题没有时间学，是分量最轻的：{1}",
    "It would take {}.": "要达到，需要{0}。",
    "{} or {}": "{0}，或者{1}",
    "{} minutes a day": "每天 {0} 分钟",
    "no more than the {} questions that weigh most": "只学分量最重的 {0} 道题",
    "No number of minutes a day is enough: the days are too few.": "每天学多少分钟都不够：天数太少。",
    "No plan is in force. `quiz plan --interview DATE` makes one.": (
        "现在没有计划。`quiz plan --interview 日期` 会做一个。"
    ),
    "--clear stands alone.": "--clear 要单独用。",
    "There is no plan to change: say --interview DATE.": "没有可改的计划：请写 --interview 日期。",
    "{} is no day. Write it as 2026-12-31.": "{0} 不是日期。请写成 2026-12-31。",
    "Serving needs {}, which is not installed.": "在浏览器里显示需要 {0}，还没有安装。",
    'Say `pip install "proofcards[serve]"`.': '请运行 `pip install "proofcards[serve]"`。',
    "{}:{} cannot be listened on: {}.": "{0}:{1} 无法监听：{2}。",
    "Name another --port, or --port 0 for a free one.": "请用 --port 换一个端口，--port 0 自动找空闲的。",
    "Anybody who learns the address can study and run proofs as you, and it goes over the network in "
    "clear: put a proxy with TLS before it.": (
        "知道地址的人都能以你的身份学习、运行证明，而且在网络上是明文：请在前面放一个带 TLS 的代理。"
    ),
    "{}\nA name after it (as …/ann/) has a memory of its own. Ctrl+C ends it.": (
        "{0}\n后面加一个名字（如 …/ann/）就有单独的记忆。按 Ctrl+C 结束。"
    ),
    "{} reviews on {} days, {} minutes, the last {} days in a row.": (
        "{1} 天里复习 {0} 次，共 {2} 分钟，最近连续 {3} 天。"
    ),
    "Recalled: {} of {} reviews of what had been learnt.": "学过的题复习 {1} 次，记住 {0}。",
    "Due in the next {} days: {} ({} today, at most {} a day)": (
        "接下来 {0} 天到期：{1}（今天 {2}，一天最多 {3}）"
    ),
    "Nothing studied yet. `quiz review` starts.": "还没有学过。`quiz review` 开始。",
    "foretold": "预测",
    "recalled": "记住",
    "hardest": "最难的题",
    "lapses": "遗忘次数",
    "difficulty": "难度",
    "{} events taken in, {} sent.": "收到 {0} 条记录，送出 {1} 条。",
    "{} events wait for a file that has not arrived whole. Sync again later.": (
        "{0} 条记录在等一个没有收全的文件。请稍后再同步。"
    ),
    "Name a verifier, or say --all. `quiz list verifiers` shows them.": (
        "请写一个验证脚本，或用 --all。`quiz list verifiers` 列出全部。"
    ),
    "Going on with a sweep that was stopped: {} of {} parts.": (
        "接着上次中断的扫描：{1} 部分中已有 {0} 部分。"
    ),
    "{} passed, {} failed in {} s.": "通过 {0} 项，失败 {1} 项，用时 {2} 秒。",
    "The deck {} has {} scripts, so there is nothing to trust.": "题组 {0} 有 {1} 个脚本，没有要信任的。",
    "this script": "这个脚本",
    "these {} scripts": "这 {0} 个脚本",
    "{} questions": "{0} 道题",
    "{} question": "{0} 道题",
    "{} decks": "{0} 个题组",
    "{} deck": "{0} 个题组",
    "{} verifiers": "{0} 个验证脚本",
    "verifiers": "验证脚本",
    "verifier": "验证脚本",
    "checks": "检验",
    "controls": "对照",
    "knobs": "旋钮",
    "question": "题目",
    "level": "难度",
    "asks": "问题",
    "scripts are": "脚本",
    "from": "来自",
    "decks": "题组",
    "measured {}, predicted {}, {}": "测得 {0}，预测 {1}，{2}",
    "{}, {}/{} seeds": "{0}，种子 {1}/{2}",
    "holds": "成立",
    "refuted": "被推翻",
    "inconclusive": "无定论",
    "proving": "正在证明",
    "{}, from {}": "{0}，来自 {1}",
    "packages": "软件包",
    "extra {}": "附加包 {0}",
    "installed": "已安装",
    'not installed: pip install "proofcards[{}]"': '未安装：pip install "proofcards[{0}]"',
    "it ended without a word": "它没有说明就结束了",
    "cannot be imported: {}": "无法导入：{0}",
    'Install it anew: pip install "torch>=2.6,<2.14".': '请重新安装：pip install "torch>=2.6,<2.14"。',
    "{} ({}; {} threads of its own), imported in {} s": "{0}（{1}；自己的线程 {2} 个），导入用时 {3} 秒",
    "Slow: the first proof waits for it. Usually a virus scanner or a network disk is the reason.": (
        "慢：第一次证明要等它。原因通常是杀毒软件或网络磁盘。"
    ),
    "processors": "处理器",
    "{}, proofs run {}": "{0} 个，证明{1}运行",
    "as forks of a warm process": "以热进程的分叉",
    "in spare processes": "在备用进程里",
    "your folder": "你的文件夹",
    "what ships": "随程序发布的",
    "Set QUIZ_HOME to a folder that can be written to and has space.": (
        "请把 QUIZ_HOME 设到能写入、有空间的文件夹。"
    ),
    "{}, {} GiB free": "{0}，空闲 {1} GiB",
    "{}, {} GiB free, not writable": "{0}，空闲 {1} GiB，不可写",
    "{} with {} questions, read in {} ms": "{0} 个，共 {1} 道题，读入用时 {2} 毫秒",
    "{}, read in {} ms": "{0} 个，读入用时 {1} 毫秒",
    "{} with {} questions": "{0} 个，共 {1} 道题",
    "deck left out": "略去的题组",
    "`quiz check` tells all.": "`quiz check` 会说明全部。",
    "Slow: is your folder on a network disk?": "慢：你的文件夹在网络磁盘上吗？",
    "your log": "你的记录",
    "not begun": "还没有开始",
    "{} events, {} MiB, {} backups": "{0} 条记录，{1} MiB，{2} 份备份",
    "terminal": "终端",
    "none here ({})": "这里没有（{0}）",
    "It cannot show Chinese and mathematics: choose a UTF-8 locale, as LANG=C.UTF-8.": (
        "它显示不了中文和数学符号：请选 UTF-8 的区域设置，如 LANG=C.UTF-8。"
    ),
    "It shows no screens: `quiz review --plain` works here.": (
        "它显示不了界面：`quiz review --plain` 可以用。"
    ),
    "It is small: from 60×20 on everything can be reached, from 80×24 on it is comfortable.": (
        "它偏小：60×20 起什么都够得着，80×24 起才舒服。"
    ),
    "{} due, {} new.{}": "到期 {0}，新题 {1}。{2}",
    "Next: {}.": "下一道：{0}。",
    "Nothing waits.": "没有等着的题。",
    "{} {}: {} questions, {} verifiers.": "{0} {1}：{2} 道题，{3} 个验证脚本。",
    "Added": "已添加",
    "Updated": "已更新",
    "The goal, {}, can be met.": "目标（{0}）可以达到。",
    "The goal, {}, cannot be met. {}": "目标（{0}）达不到。{1}",
    "to learn every question and recall {} of them": "学完每道题并能答出 {0}",
    "Recalled {}, had you stopped: {} ({})": "{0}能答出（如果停在那天）：{1}（{2}）",
    "at the interview": "面试时",
    "on that day": "当天",
    "{} on {}, {} today": "{1} 是 {0}，今天 {2}",
}
