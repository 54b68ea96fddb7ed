"""Several machines, one memory: each appends its log to a file in a shared folder, and reads everybody's.

Events have ids that sort by time and are unique over all devices, so logs merge by union, and the state is
what the union means when it is replayed: the same on every machine, whatever came in which order.
"""

from quiz.exchange.sync.sync import Synced, sync

__all__ = ["Synced", "sync"]
