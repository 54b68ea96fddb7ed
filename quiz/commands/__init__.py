"""The commands, one file each: `quiz NAME` is NAME.py and its `command`."""
