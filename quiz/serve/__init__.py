"""The same app in a browser, by textual-serve: each page that is open is a process of its own."""
