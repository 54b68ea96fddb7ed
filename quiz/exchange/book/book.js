// The whole script of the book: languages, light and dark, printing, search. It loads nothing.
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = {
    get(name) { try { return localStorage.getItem("proofcards-" + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("proofcards-" + name, value); } catch { /* private window: for this page only */ } },
  };

  // Languages and themes, kept from page to page.
  const language = document.getElementById("language");
  const theme = document.getElementById("theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  function speak(name) {
    root.lang = root.dataset.language = name;
    language.textContent = name === "en" ? "中文" : "English";
    language.lang = name === "en" ? "zh" : "en";
  }
  function shine(name) {
    if (name) root.dataset.theme = name;
    theme.setAttribute("aria-pressed", String(dark()));
  }
  const first = (navigator.language || "en").startsWith("zh") ? "zh" : "en";
  speak(kept.get("language") || first);
  shine(kept.get("theme"));
  language.addEventListener("click", () => {
    const name = root.dataset.language === "en" ? "zh" : "en";
    kept.set("language", name);
    speak(name);
    if (search) search();
  });
  theme.addEventListener("click", () => {
    const name = dark() ? "light" : "dark";
    kept.set("theme", name);
    shine(name);
  });
  document.querySelector(".switches").hidden = false;

  // What is folded prints unfolded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

  // Search, on the page of contents: each word must be there, in the language shown or the other.
  const data = document.getElementById("index");
  const box = document.getElementById("q");
  let search = null;
  if (!data) return;
  const index = JSON.parse(data.textContent);
  for (const entry of index) entry.all = (entry.en + "\n" + entry.zh + "\n" + entry.text).toLowerCase();
  const found = document.getElementById("found");
  const count = document.getElementById("count");
  const contents = document.getElementById("contents");

  function marked(text, words) {
    const piece = document.createDocumentFragment();
    const lower = text.toLowerCase();
    let at = 0;
    while (at < text.length) {
      const next = words.map((word) => [lower.indexOf(word, at), word]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) break;
      piece.append(text.slice(at, next[0]));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next[0], next[0] + next[1].length);
      piece.append(mark);
      at = next[0] + next[1].length;
    }
    piece.append(text.slice(at));
    return piece;
  }

  search = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = root.dataset.language;
    const score = (entry) => words.filter((word) => (entry.en + entry.zh).toLowerCase().includes(word)).length;
    const hits = words.length ? index.filter((entry) => words.every((word) => entry.all.includes(word))) : [];
    hits.sort((a, b) => score(b) - score(a));
    found.replaceChildren(...hits.slice(0, 50).map((entry) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.at;
      link.lang = entry[shown] ? shown : shown === "en" ? "zh" : "en";
      link.dataset.only = "";
      link.append(marked(entry[shown] || entry.en || entry.zh, words));
      item.append(link, " ", entry.deck);
      return item;
    }));
    count.textContent = !words.length ? "" : shown === "zh" ? `找到 ${hits.length} 条` : `${hits.length} found`;
    contents.hidden = words.length > 0;
  };
  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", search);
  box.form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  search();
})();
