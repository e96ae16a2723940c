"""The threads: thin shells around a source, a watch and a responder.

Every worker is a QThread whose `run` is one loop. It talks to the GUI thread through signals that
carry an immutable payload (payloads.py), and hears from it through thread-safe objects: a stop
event, the mailbox, the answer queue. Signals are connected to bound methods of GUI objects, so
that Qt queues them into the GUI thread.
"""
