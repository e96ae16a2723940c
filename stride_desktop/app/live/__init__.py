"""One live run and its threads, without a widget.

Every worker is a QThread whose `run` is one loop. It sends the GUI thread signals with an immutable
payload (messages.py) and receives through thread-safe objects: a stop event, the mailbox, the answer
queue. Signals are connected to bound methods of GUI objects, so that Qt queues them into the GUI thread.
"""
