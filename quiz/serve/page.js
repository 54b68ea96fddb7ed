// The keyboard belongs to the terminal as soon as it stands: nobody should have to click first.
const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
new MutationObserver(focus).observe(document.documentElement, { attributes: true, attributeFilter: ["class"], subtree: true });
addEventListener("focus", focus);
