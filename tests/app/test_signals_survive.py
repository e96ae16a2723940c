"""PySide6 6.12.0 loses a reference with every emit and aborts; the versions we allow must not."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Counter(QObject):
    said = Signal(bool, object)

    def __init__(self):
        super().__init__()
        self.count = 0
        self.said.connect(self.hear)

    @Slot(bool, object)
    def hear(self, yes, thing):
        self.count += yes and thing is None


def test_twenty_thousand_emits():
    counter = Counter()
    for _ in range(20_000):
        counter.said.emit(True, None)
    assert counter.count == 20_000
