"""Chinese: the learner's progress, the plan, the settings, the editor, the interview."""

WORDS = {
    "The report could not be saved: {}.": "报告没能保存：{0}。",
    "The report could not be taken away: {}.": "报告没能删除：{0}。",
    "Delete it yourself.": "请自己删除它。",
    "Free some space, or set QUIZ_HOME to where you may write.": (
        "请腾出空间，或者把 QUIZ_HOME 设到可以写入的地方。"
    ),
    "The time {} has no time zone.": "时间 {0} 没有时区。",
    "Hand in a clock that has one.": "请给一个带时区的时钟。",
    "The file with your progress is damaged ({}). It was left as it is.": (
        "你的进度文件损坏了（{0}）。没有动它。"
    ),
    "the goal of the plan makes no sense": "计划的目标读不懂",
    "Move {} and {}-wal away, then copy {} to {}: it is the newest backup that is whole.": (
        "请移走 {0} 和 {1}-wal，再把 {2} 复制为 {3}：那是最新的完好备份。"
    ),
    "Move {} and {}-wal away to start afresh; there is no backup that is whole.": (
        "没有完好的备份；要从头开始，请移走 {0} 和 {1}-wal。"
    ),
    "Your progress cannot be saved here: the file or its folder is read-only.": (
        "你的进度没法保存在这里：文件或文件夹是只读的。"
    ),
    "Make both writable, or set QUIZ_HOME to a folder that you can write to.": (
        "请把两者改成可写，或者把 QUIZ_HOME 设到可以写入的文件夹。"
    ),
    "Your progress was saved by a newer version of quiz, and is left as it is.": (
        "你的进度由更新版本的 quiz 保存，没有动它。"
    ),
    "Upgrade this one: pip install --upgrade proofcards.": "请升级：pip install --upgrade proofcards。",
    "This database was not made by quiz, and is left as it is.": "这个数据库不是 quiz 建的，没有动它。",
    "Move it away, or set QUIZ_HOME to another folder.": "请移走它，或者把 QUIZ_HOME 设到别的文件夹。",
    "The disk is full: the last step was not saved. Everything before it is safe.": (
        "磁盘满了：最后一步没有保存，之前的都在。"
    ),
    "Free some space, then do it again.": "请腾出空间，再做一遍。",
    "Another program holds your progress locked: the last step was not saved.": (
        "另一个程序锁住了你的进度：最后一步没有保存。"
    ),
    "Close other programs that have this file open, then do it again.": (
        "请关掉打开这个文件的其他程序，再做一遍。"
    ),
    "The disk does not answer as it should ({}): the last step was not saved.": (
        "磁盘反应不正常（{0}）：最后一步没有保存。"
    ),
    "Check the disk and that there is space on it, then do it again.": "请检查磁盘和剩余空间，再做一遍。",
    "Today's backup could not be made: {}.": "今天的备份没有做成：{0}。",
    "The clock is {} days behind your last review ({}): one of the two is wrong. Set the clock right. "
    "Until then reviews count as made on the day of that last one.": (
        "时钟比你上次复习（{1}）慢 {0} 天：两者必有一错。请校准时钟；在那之前，复习都算在上次那一天。"
    ),
    "Your last review was {} days ago ({}). If that is wrong, set the clock right before you rate.": (
        "你上次复习是 {0} 天前（{1}）。如果不对，请先校准时钟再评分。"
    ),
    "{} states ({})": "状态 {0} 个（{1}）",
    "{} entries about undone steps and names": "撤销和改名的条目 {0} 个",
    "{} and {}": "{0}和{1}",
    "There are {} reviews on a later day than the one before, and {} are needed.": (
        "隔天以上的复习有 {0} 次，需要 {1} 次。"
    ),
    "Until then the numbers that suit most learners serve better than any fit.": (
        "在那之前，适合大多数人的参数比拟合的更好。"
    ),
    "Fitting needs {}, which is not installed.": "拟合需要 {0}，还没有安装。",
    'Say `pip install "proofcards[fit]"`.': '请运行 `pip install "proofcards[fit]"`。',
    "The interview is today: there is no day left to plan.": "面试就在今天：没有可以计划的日子了。",
    "`quiz review` asks what is due.": "`quiz review` 会问到期的题。",
    "The interview on {} is over.": "{0} 的面试已经过去了。",
    "Name a day after {}.": "请写 {0} 之后的日子。",
    "The interview on {} is more than two years away.": "{0} 的面试还有两年多。",
    "Is the year right?": "年份对吗？",
    "Cannot make the folder for your progress: {}.": "无法建立存放进度的文件夹：{0}。",
    "Set QUIZ_HOME to a folder that you can write to.": "请把 QUIZ_HOME 设到可以写入的文件夹。",
    "The editor {} did not start: {}.": "编辑器 {0} 没有启动：{1}。",
    "Set EDITOR to one that is installed.": "请把 EDITOR 设为已安装的编辑器。",
    "EDITOR cannot be understood: {}.": "EDITOR 读不懂：{0}。",
    "Set it to a command.": "请设为一条命令。",
    "The file of settings cannot be read: language and theme are as on the first day.": (
        "设置文件无法读取：语言和主题回到最初的样子。"
    ),
    "It is written anew when you change one of them.": "改动其中一项时会重新写入。",
    "There is nothing to write here.": "这里没有要写的程序。",
    "The program cannot be begun: {}.": "程序无法开始写：{0}。",
    "The screens need a terminal.": "界面需要终端。",
    "Run `quiz` in one; `--plain` after `quiz review` or `quiz interview` works anywhere.": (
        "请在终端里运行 `quiz`；`quiz review` 或 `quiz interview` 加上 `--plain`，在哪里都能用。"
    ),
    "The script cannot be read: {}.": "脚本无法读取：{0}。",
    "{}: all is well.": "{0}：一切正常。",
    "{}: repaired {} from the log.": "{0}：已从日志修复{1}。",
    "{} events of {} questions": "{1} 道题的 {0} 条记录",
}
