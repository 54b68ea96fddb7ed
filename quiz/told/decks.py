"""Chinese: decks from elsewhere, what is taken in and written out, other machines."""

WORDS = {
    "Did you mean {}?": "是不是 {0}？",
    "The export to Anki needs genanki, which is not installed.": "导出到 Anki 需要 genanki，还没有安装。",
    'Say `pip install "proofcards[anki]"`, or `pip install genanki`.': (
        '请运行 `pip install "proofcards[anki]"`，或者 `pip install genanki`。'
    ),
    "Export it again from Anki as .apkg, and tick 'Support older Anki versions'.": (
        "请在 Anki 里重新导出为 .apkg，并勾选“支持旧版 Anki”。"
    ),
    "An Anki package has one collection and media. {}": "Anki 包里应当有一个集合和媒体文件。{0}",
    "This is no Anki package: it has no collection.": "这不是 Anki 包：里面没有集合。",
    "This package is larger than {} MB.": "这个包超过 {0} MB。",
    "Export it without media.": "导出时请不带媒体文件。",
    "This package is of the newer kind, which Python cannot unpack by itself.": (
        "这个包是新格式，Python 自己解不开。"
    ),
    "The collection in this package cannot be read: {}.": "包里的集合无法读取：{0}。",
    "it takes too long": "太慢了",
    "tags of notes": "笔记的标签",
    "past reviews": "以往的复习记录",
    "media files": "媒体文件",
    "further cards of a note, such as reversed ones": "同一条笔记的其他卡片，如反向卡",
    "cloze notes": "填空笔记",
    "cloze cards": "填空卡片",
    "notes of no known type": "类型不明的笔记",
    "past schedules": "以往的复习日程",
    "HTML, which stands as it was written": "HTML（按原文保留）",
    "embedded pages": "嵌入的网页",
    "page titles": "网页标题",
    "input fields": "输入框",
    "fields too long to look into": "太长、没有细看的字段",
    "fields with TeX, which stands as it was written": "含 TeX 的字段（按原文保留）",
    "tables, of which the words remain": "表格（只留文字）",
    "links, of which the words remain": "链接（只留文字）",
    "cards without a question or without an answer": "缺题目或缺答案的卡片",
    "cards longer than {} characters": "超过 {0} 个字符的卡片",
    "This archive is larger than {} MB.": "这个压缩包超过 {0} MB。",
    "A deck is text: leave out the rest.": "题组只有文字：请去掉其余的。",
    "This archive cannot be read: {}.": "这个压缩包无法读取：{0}。",
    "Fetch or make it again.": "请重新下载或制作。",
    "is a link.": "是链接。",
    "is no plain file.": "不是普通文件。",
    "is encrypted.": "加了密。",
    "is a hard link: its other name may lie outside.": "是硬链接：另一个名字可能在外面。",
    "has an absolute name, which would leave the deck.": "用了绝对路径，会跑到题组外面。",
    "leads out of the deck by `..`.": "用 `..` 指到了题组外面。",
    "is there twice, or differs from another only in capitals.": "出现两次，或者与另一个只有大小写不同。",
    "is larger than {} MB.": "超过 {0} MB。",
    "is not as long as it says.": "与所说的长度不符。",
    "has an odd name.": "名字不正常。",
    "has a name that not every system can hold.": "名字不是每个系统都能用。",
    "This deck unpacks to far more than its archive, and was refused.": (
        "这个题组解压后远大于压缩包，已拒绝。"
    ),
    "Leave out what is no question and no script.": "请去掉既不是题也不是脚本的东西。",
    "The verifiers' folder {} belongs to another deck.": "验证脚本文件夹 {0} 属于另一个题组。",
    "Rename the folder, and the proofs that lead to it.": "请给文件夹改名，并改正指向它的 proof。",
    "This is no deck: it has no questions/*.yaml.": "这不是题组：没有 questions/*.yaml。",
    "`quiz deck new NAME` makes one to copy.": "`quiz deck new 名称` 会做一个样板。",
    "The script {} would not be found.": "脚本 {0} 会找不到。",
    "Name it verifiers/<folder>/<name>.py, in small letters, digits and _.": (
        "请命名为 verifiers/<文件夹>/<名称>.py，只用小写字母、数字和 _。"
    ),
    "This is neither a folder nor an archive.": "这既不是文件夹也不是压缩包。",
    "There is no such folder or archive.": "没有这个文件夹或压缩包。",
    "Give a folder, a .zip, a .tar.gz or the address of a git repository.": (
        "请给出文件夹、.zip、.tar.gz 或 git 仓库的地址。"
    ),
    "{} is no name for a deck.": "{0} 不能作题组名。",
    "This deck cannot be read: {}.": "这个题组无法读取：{0}。",
    "A deck is plain files only: questions/*.yaml and verifiers/<folder>/*.py.": (
        "题组只有普通文件：questions/*.yaml 和 verifiers/<文件夹>/*.py。"
    ),
    "This deck has more than {} files and was refused.": "这个题组超过 {0} 个文件，已拒绝。",
    "This deck was refused: `{}` {}": "这个题组被拒绝：`{0}` {1}",
    "This deck unpacks to more than {} MB and was refused.": "这个题组解压后超过 {0} MB，已拒绝。",
    "{} is no address that a deck may come from.": "不能从 {0} 这样的地址获取题组。",
    "Use https://… or ssh://…, or clone it yourself and add the folder.": (
        "请用 https://… 或 ssh://…，或者自己克隆后添加文件夹。"
    ),
    "Git is not installed.": "没有安装 git。",
    "Install it, or download the deck and add the folder.": "请安装它，或者下载题组后添加文件夹。",
    "Git could not fetch this deck: {}.": "git 没能获取这个题组：{0}。",
    "Check the address.": "请检查地址。",
    "Git took more than {} s.": "git 超过 {0} 秒还没有完成。",
    "Try again later.": "请稍后再试。",
    "exit status {}": "退出状态 {0}",
    "No deck {} is installed.{}": "没有安装题组 {0}。{1}",
    "`quiz deck list` shows those that are; those that ship cannot be changed.": (
        "`quiz deck list` 列出已安装的；随程序发布的不能改动。"
    ),
    "The deck cannot be installed: {}.": "题组无法安装：{0}。",
    "Check space and permissions.": "请检查空间和权限。",
    "The deck cannot be removed: {}.": "题组无法删除：{0}。",
    "A deck {} is installed already.": "题组 {0} 已经安装了。",
    "The deck {} came from no place that is known and could be fetched again.": (
        "题组 {0} 的来处不明，无法重新获取。"
    ),
    "Say `quiz deck update {}`, or add this one by another --name.": (
        "请运行 `quiz deck update {0}`，或者用 --name 换一个名字添加。"
    ),
    "A deck {} ships with the program.": "题组 {0} 随程序一起发布。",
    "Add this one by another --name.": "请用 --name 换一个名字添加。",
    "To have it anew, say `quiz deck remove {}`, then add or import it.": (
        "要重新安装，请先 `quiz deck remove {0}`，再添加或导入。"
    ),
    "The deck {} was not installed: {}.": "题组 {0} 没有安装：{1}。",
    "Ask its author, or mend a copy.": "请问作者，或者自己改一份。",
    "There is something of that name already.": "这个名字已经有了。",
    "Choose another name.": "请换一个名字。",
    "The deck cannot be made: {}.": "题组无法建立：{0}。",
    "no scripts": "没有脚本",
    "a copy has changed": "副本有改动",
    "This cannot be noted: {}.": "这件事无法记下：{0}。",
    "A deck's scripts may not be links.": "题组的脚本不能是链接。",
    "This file has more than {} cards.": "这个文件超过 {0} 张卡片。",
    "Split it.": "请拆开。",
    "Nothing in this file can be carried over.": "这个文件里没有能带过来的内容。",
    "It has no questions with answers in plain text.": "里面没有以纯文字写的题目和答案。",
    "Its questions would fill more than {} MB.": "里面的题会超过 {0} MB。",
    "Import it in parts.": "请分几次导入。",
    "A deck {} is there already, and may have your edits in it.": "已经有题组 {0}，里面可能有你的改动。",
    "Call this one otherwise by --as NAME.": "请用 --as 名称 给它换个名字。",
    "Call this one otherwise by --as NAME, or say `quiz deck remove {}` first.": (
        "请用 --as 名称 给它换个名字，或者先 `quiz deck remove {0}`。"
    ),
    "Give an .apkg, a .tsv or a .md file.": "请给出 .apkg、.tsv 或 .md 文件。",
    "This cannot be read: {}.": "无法读取：{0}。",
    "This is a folder.": "这是文件夹。",
    "Name the file to write.": "请写出要写入的文件名。",
    "This is a file.": "这是文件。",
    "Name a folder.": "请给出文件夹。",
    "This folder holds something else, which would be lost.": "这个文件夹里有别的东西，写入会丢失。",
    "Name another.": "请换一个。",
    "Its folder is not there.": "它所在的文件夹不存在。",
    "Make the folder first.": "请先建文件夹。",
    "This cannot be written: {}.": "无法写入：{0}。",
    "Check path, space and permissions.": "请检查路径、空间和权限。",
    "There is no folder {}.": "没有文件夹 {0}。",
    "Make it where your other machines see it too, then sync again.": (
        "请建在你的其他机器也看得到的地方，再同步一次。"
    ),
    "Your log could not be written there: {}.": "你的记录没能写到那里：{0}。",
    "{} lines make no sense: torn while they were copied, or changed.": (
        "{0} 行读不懂：复制时被截断，或者被改动。"
    ),
    "What they said is added again from the machines that know it.": "它们的内容会由知道的机器重新加上。",
    "The folder cannot be read: {}.": "文件夹无法读取：{0}。",
    "Nothing is lost; mend that and sync again.": "什么也没有丢；请改正后再同步一次。",
    "This is no plain file, and was left alone.": "这不是普通文件，没有动它。",
    "No line of this table has a {} between question and answer.": "这张表没有一行在题目和答案之间有 {0}。",
    "Write one card a line, or say `#separator:comma` in the first.": (
        "请一行写一张卡片，或者在第一行写 `#separator:comma`。"
    ),
    "`{}` separates no columns.": "`{0}` 不能分隔列。",
    "Use one of {}.": "请用 {0} 之一。",
    "This table cannot be read: {}.": "这张表无法读取：{0}。",
    "Mend the line.": "请改正这一行。",
    "The scripts of the deck {} have changed since you trusted them: none runs.": (
        "题组 {0} 的脚本在你信任之后有改动：一个也不运行。"
    ),
    "The scripts of the deck {} come from elsewhere: none runs untrusted.": (
        "题组 {0} 的脚本来自别处：信任之前一个也不运行。"
    ),
    "Look at them in {}, then say `quiz deck trust {}`.": "请先在 {0} 里看看，再运行 `quiz deck trust {1}`。",
    "The deck {} is left out: {}": "略去题组 {0}：{1}",
    "`quiz check {}` tells all.": "`quiz check {0}` 会说明全部。",
    "{} `quiz check {}` tells all.": "{0}`quiz check {1}` 会说明全部。",
    "There is no deck {}.{}": "没有题组 {0}。{1}",
    "See `quiz list decks`.": "见 `quiz list decks`。",
    "{} faults": "{0} 处错误",
    "{} fault": "{0} 处错误",
    "{} faults, {} of them not shown": "{0} 处错误，其中 {1} 处没有列出",
}
