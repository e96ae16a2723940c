"""A GTK window of random contents for training scenes; run by the system's Python, told what to do by lines.

`SEED WIDTHxHEIGHT+X+Y`; then "live": something ordinary changes; "dialog TEXT", "toast TEXT": show one;
"close": take it away.
"""

import random
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")

from gi.repository import Gdk, GLib, Gtk  # noqa: E402 - its versions come first

rng = random.Random(int(sys.argv[1]))
WORDS = (
    "file", "report", "north", "value", "open", "total", "river", "cargo", "item", "sample", "engine", "hour",
    "line", "note", "green", "paper", "six",
)  # fmt: skip
BUTTONS = (
    ("OK",),
    ("Cancel", "OK"),
    ("No", "Yes"),
    ("Keep", "Discard"),
    ("Close",),
    ("Later", "Skip", "Restart"),
)


def words(count: int) -> str:
    """Random words, the first with a capital."""
    return " ".join(rng.choice(WORDS) for _ in range(count)).capitalize()


def icon() -> str:
    """The name of some icon."""
    return rng.choice(
        ["document-open", "document-save", "edit-copy", "edit-find", "go-home", "view-refresh", "list-add"]
    )


def colour(low: int, high: int) -> str:
    """A colour of three levels in a range."""
    return f"rgb({rng.randint(low, high)},{rng.randint(low, high)},{rng.randint(low, high)})"


def menus() -> Gtk.Widget:
    """A bar of menus."""
    bar = Gtk.MenuBar()
    for _ in range(rng.randint(3, 7)):
        item, menu = Gtk.MenuItem(label=words(1)), Gtk.Menu()
        for _ in range(rng.randint(3, 12)):
            menu.append(Gtk.MenuItem(label=words(rng.randint(1, 3))))
        item.set_submenu(menu)
        bar.append(item)
    return bar


def tools() -> Gtk.Widget:
    """A row of buttons with icons."""
    bar = Gtk.Toolbar()
    for _ in range(rng.randint(3, 10)):
        bar.insert(Gtk.ToolButton(icon_name=icon(), tooltip_text=words(3)), -1)
    return bar


def table() -> Gtk.Widget:
    """A table of words, which can be scrolled."""
    columns = rng.randint(1, 5)
    rows = Gtk.ListStore(*[str] * columns)
    for _ in range(rng.randint(5, 80)):
        rows.append([words(rng.randint(1, 3)) for _ in range(columns)])
    view = Gtk.TreeView(model=rows)
    for column in range(columns):
        view.append_column(Gtk.TreeViewColumn(words(1), Gtk.CellRendererText(), text=column))
    return scrolled(view)


def text() -> Gtk.Widget:
    """A page of text."""
    view = Gtk.TextView(wrap_mode=Gtk.WrapMode.WORD, monospace=rng.random() < 0.4)
    view.get_buffer().set_text("\n".join(words(rng.randint(3, 30)) for _ in range(rng.randint(3, 60))))
    return scrolled(view)


def form() -> Gtk.Widget:
    """Fields, choices and buttons."""
    grid = Gtk.Grid(row_spacing=6, column_spacing=8, border_width=rng.randint(4, 24))
    for row in range(rng.randint(3, 10)):
        grid.attach(Gtk.Label(label=words(2), xalign=0), 0, row, 1, 1)
        makers = (
            lambda: Gtk.Entry(text=words(2)),
            lambda: Gtk.CheckButton(label=words(2), active=rng.random() < 0.5),
            lambda: Gtk.Switch(active=rng.random() < 0.5, halign=Gtk.Align.START),
            lambda: Gtk.Button(label=words(1)),
            lambda: Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 9, 1),
            lambda: Gtk.SpinButton.new_with_range(0, 99, 1),
        )
        grid.attach(rng.choice(makers)(), 1, row, 1, 1)
    return grid


def plot() -> Gtk.Widget:
    """A curve, drawn anew when it changes."""
    area = Gtk.DrawingArea()
    area.points = [rng.random() for _ in range(40)]
    ink, paper = [rng.random() for _ in range(3)], rng.choice([1, 1, 0.1])

    def draw(widget: Gtk.DrawingArea, context: object) -> None:
        wide, high = widget.get_allocated_width(), widget.get_allocated_height()
        context.set_source_rgb(paper, paper, paper)
        context.paint()
        context.set_source_rgb(*ink)
        for number, point in enumerate(widget.points):
            context.line_to(number * wide / 39, high * (0.1 + 0.8 * point))
        context.stroke()

    area.connect("draw", draw)
    area.set_size_request(120, 90)
    return area


def scrolled(view: Gtk.Widget) -> Gtk.Widget:
    """A part that can be scrolled."""
    window = Gtk.ScrolledWindow()
    window.add(view)
    window.set_size_request(90, 60)
    return window


class App:
    """The window."""

    def __init__(self, place: str) -> None:
        size, left, top = place.split("+")
        wide, high = (int(part) for part in size.split("x"))
        self.window = Gtk.Window(title=words(2))
        self.window.set_default_size(wide, high)
        self.shown: Gtk.Window | None = None
        self.timer = 0
        self.contents: list[Gtk.Widget] = []
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
        if rng.random() < 0.35:
            bar = Gtk.HeaderBar(title=words(2), show_close_button=True)
            for _ in range(rng.randint(0, 4)):
                bar.pack_start(Gtk.Button.new_from_icon_name(icon(), Gtk.IconSize.BUTTON))
            self.window.set_titlebar(bar)
        for maker in (menus, tools):
            if rng.random() < 0.5:
                box.pack_start(maker(), False, False, 0)
        box.pack_start(self.body(), True, True, 0)
        if rng.random() < 0.4:
            box.pack_end(Gtk.Label(label=words(5), xalign=0), False, False, 2)
        self.bar = Gtk.InfoBar(no_show_all=True)
        self.bar.get_content_area().add(Gtk.Label(label=words(5), visible=True))
        box.pack_start(self.bar, False, False, 0)
        self.window.add(box)
        if rng.random() < 0.3:
            self.paint(self.window, colour(*rng.choice([(10, 90), (150, 255)])))
        self.window.move(int(left), int(top))
        self.window.show_all()
        channel = GLib.IOChannel.unix_new(0)
        GLib.io_add_watch(
            channel, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, self.read
        )

    def body(self) -> Gtk.Widget:
        """One part, or several side by side or on pages."""
        makers = (table, text, form, plot)
        count = rng.choice([1, 1, 2, 3])
        self.contents = [rng.choice(makers)() for _ in range(count)]
        if count == 1:
            return self.contents[0]
        if rng.random() < 0.4:
            self.book = Gtk.Notebook()
            for part in self.contents:
                self.book.append_page(part, Gtk.Label(label=words(1)))
            return self.book
        row = Gtk.Box(orientation=rng.choice([Gtk.Orientation.HORIZONTAL, Gtk.Orientation.VERTICAL]))
        for part in self.contents:
            row.pack_start(part, rng.random() < 0.8, True, 0)
        return row

    @staticmethod
    def paint(widget: Gtk.Widget, back: str, extra: str = "") -> None:
        """Give a widget a background."""
        style = Gtk.CssProvider()
        dark = sum(int(part) for part in back[4:-1].split(",")) < 360
        style.load_from_data(
            f"* {{ background: {back}; color: {'#eee' if dark else '#111'}; {extra} }}".encode()
        )
        widget.get_style_context().add_provider(style, Gtk.STYLE_PROVIDER_PRIORITY_USER)

    def read(self, _channel: object, _condition: object) -> bool:
        """Do what a line says; the end of lines ends the program."""
        line = sys.stdin.readline()
        if not line:
            Gtk.main_quit()
            return False
        verb, _, rest = line.strip().partition(" ")
        if verb == "live":
            self.live()
        elif verb == "close":
            if self.shown is not None:
                self.shown.destroy()
                self.shown = None
        else:
            self.shown = self.dialog(rest) if verb == "dialog" else self.toast(rest)
        return True

    def live(self) -> None:
        """Change something."""
        part = rng.choice(self.contents)
        draw = rng.random()
        if hasattr(self, "book") and draw < 0.3:
            self.book.set_current_page(rng.randrange(self.book.get_n_pages()))
        elif draw > 0.95:
            self.bar.set_visible(not self.bar.get_visible())
        elif isinstance(part, Gtk.ScrolledWindow):
            if draw < 0.5 and isinstance(view := part.get_child(), Gtk.TextView):
                view.get_buffer().insert_at_cursor(words(3) + "\n")
            moved = part.get_vadjustment()
            moved.set_value(rng.random() * max(moved.get_upper() - moved.get_page_size(), 0))
        elif isinstance(part, Gtk.DrawingArea):
            part.points = [*part.points[1:], rng.random()]
            part.queue_draw()
        elif isinstance(part, Gtk.Grid):
            for item in rng.sample(part.get_children(), 2):
                if isinstance(item, Gtk.Label | Gtk.Button):
                    item.set_label(words(2))

    def dialog(self, message: str) -> Gtk.Window:
        """A message box of this window."""
        kinds = (
            Gtk.MessageType.INFO,
            Gtk.MessageType.WARNING,
            Gtk.MessageType.ERROR,
            Gtk.MessageType.QUESTION,
        )
        box = Gtk.MessageDialog(
            transient_for=self.window, message_type=rng.choice(kinds), text=message, title=words(1)
        )
        if rng.random() < 0.5:
            box.format_secondary_text(words(rng.randint(4, 24)))
        if rng.random() < 0.2:
            box.get_message_area().add(Gtk.Entry())
        for number, label in enumerate(rng.choice(BUTTONS)):
            box.add_button(label, number)
        box.set_position(rng.choice([Gtk.WindowPosition.CENTER_ON_PARENT, Gtk.WindowPosition.CENTER]))
        box.show_all()
        return box

    def toast(self, message: str) -> Gtk.Window:
        """A notification in a corner of the screen or at an edge."""
        card = Gtk.Window(type=Gtk.WindowType.POPUP, type_hint=Gdk.WindowTypeHint.NOTIFICATION)
        row = Gtk.Box(spacing=10, border_width=rng.randint(6, 18))
        if rng.random() < 0.7:
            row.pack_start(
                Gtk.Image(icon_name=icon(), pixel_size=rng.choice([16, 24, 32, 48])), False, False, 0
            )
        lines = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=3)
        title = Gtk.Label(xalign=0)
        title.set_markup(f"<b>{words(2)}</b>")
        if rng.random() < 0.7:
            lines.add(title)
        lines.add(Gtk.Label(label=message, wrap=True, max_width_chars=rng.randint(20, 44), xalign=0))
        row.pack_start(lines, True, True, 0)
        if rng.random() < 0.3:
            row.pack_end(Gtk.Button(label=rng.choice(["Open", "×", "Undo", "Reply"])), False, False, 0)
        card.add(row)
        back = colour(*rng.choice([(15, 70), (15, 70), (220, 255), (60, 200)]))
        edge = f"border: {rng.randint(0, 3)}px solid {colour(30, 230)};"
        self.paint(card, back, edge if rng.random() < 0.4 else "")
        row.show_all()
        card.set_default_size(rng.randint(180, 380), -1)
        card.move(-2000, 0)
        card.show_all()
        wide, high = card.get_size()
        screen = Gdk.Screen.get_default()
        room_x, room_y, gap = screen.get_width() - wide, screen.get_height() - high, rng.randint(4, 40)
        x = rng.choice([gap, room_x // 2, room_x - gap, room_x - gap, room_x - gap])
        card.move(x, rng.choice([gap, gap, room_y - gap]))
        return card


App(sys.argv[2])
Gtk.main()
