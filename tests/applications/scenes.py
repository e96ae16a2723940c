"""Scenes in which something happens that can be asked for, in real programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stride_desktop.training.conditions import Condition
from tests.applications.desk import Desk
from tests.applications.page import Page, Playing
from tests.applications.programs import Editor, Notifications, Program, Terminal, Tk, Told
from tests.applications.wordings import BAR, BLANK, BLUE, DIALOG, GREEN_BADGE, MOTION, RED, RED_BADGE, TOAST

Scene = Callable[[Desk], Iterator[None]]
_BALL = "wm geometry . 420x320+{x}+{y}; canvas .c -bg {back}; pack .c -fill both -expand 1; " \
        ".c create oval 20 20 80 80 -fill {colour} -tags ball"  # fmt: skip


def message_boxes(desk: Desk) -> Iterator[None]:
    """Xaw boxes over a terminal."""
    desk.busy = [Terminal(desk, "xterm", "-geometry", "100x30+40+60")]
    yield from desk.work(desk.between(10, 20))
    text = "The backup could not be written to the disk"
    yield from desk.shown(DIALOG, desk.between(10, 18), lambda: Program(desk, "xmessage", "-center", text))
    yield from desk.work(desk.between(14, 24))
    Program(desk, "xclock", "-geometry", "+900+500")
    yield from desk.work(desk.between(8, 14))
    yield from desk.shown(
        DIALOG, desk.between(9, 16), lambda: Program(desk, "xmessage", "-geometry", "+300+200", "Ready?")
    )
    yield from desk.work(desk.between(12, 20))


def gtk_boxes(desk: Desk) -> Iterator[None]:
    """GTK boxes over a dark terminal and a GTK editor."""
    desk.busy = [
        Editor(desk),
        Terminal(desk, "xterm", "-geometry", "80x24+500+300", "-bg", "black", "-fg", "green"),
    ]
    for words in (
        ("--error", "--text=The connection was lost", "--width=300"),
        ("--question", "--text=Overwrite the existing file?"),
        ("--entry", "--text=Password"),
    ):
        yield from desk.work(desk.between(10, 22))
        yield from desk.shown(
            DIALOG, desk.between(9, 17), lambda words=words: Program(desk, "zenity", *words)
        )
    yield from desk.work(desk.between(12, 20))


def tk_boxes(desk: Desk) -> Iterator[None]:
    """Tk boxes on a coloured desktop with a terminal."""
    desk.busy = [Terminal(desk, "lxterminal", "--geometry=90x28")]
    Program(desk, "xeyes")
    program = Tk(desk)
    for kind, icon, text in (
        ("yesno", "warning", "The disk is nearly full"),
        ("ok", "info", "Printed 12 pages"),
    ):
        yield from desk.work(desk.between(12, 20))
        yield from desk.shown(
            DIALOG, desk.between(10, 18), lambda a=kind, b=icon, c=text: program.box(a, b, c)
        )
    yield from desk.work(desk.between(14, 20))


def notifications(desk: Desk) -> Iterator[None]:
    """Desktop notifications of a notification daemon over a terminal."""
    daemon = Notifications(desk)
    desk.busy = [Terminal(desk, "xterm", "-geometry", "110x40+30+30", "-bg", "#222", "-fg", "#ddd")]
    for summary, text in (
        ("Mail", "Two new messages"),
        ("Battery low", "10 minutes left"),
        ("Update", "Ready"),
    ):
        yield from desk.work(desk.between(14, 24))
        yield from desk.shown(TOAST, desk.between(8, 14), lambda a=summary, b=text: daemon.show(a, b))
    yield from desk.work(desk.between(14, 20))


def _page_of_boxes(desk: Desk, look: str, boxes: tuple[tuple[str, Condition], ...]) -> Iterator[None]:
    page = Page(desk, look)
    desk.busy = [page]
    for part, condition in boxes:
        yield from desk.work(desk.between(12, 22))
        yield from desk.shown(condition, desk.between(8, 16), lambda part=part: page.show(part))
    yield from desk.work(desk.between(14, 22))


def light_page(desk: Desk) -> Iterator[None]:
    """Modals of a light page."""
    yield from _page_of_boxes(desk, "light", (("modal", DIALOG), ("consent", DIALOG), ("modal", DIALOG)))


def dark_page(desk: Desk) -> Iterator[None]:
    """A modal of a dark page."""
    yield from _page_of_boxes(desk, "dark", (("modal", DIALOG), ("consent", DIALOG)))


def page_toasts(desk: Desk) -> Iterator[None]:
    """Toasts and a banner of pages."""
    yield from _page_of_boxes(desk, "grey", (("toast", TOAST), ("banner", TOAST), ("toast", TOAST)))


def dark_toasts(desk: Desk) -> Iterator[None]:
    """Toasts of a dark page."""
    yield from _page_of_boxes(desk, "dark", (("toast", TOAST), ("toast", TOAST)))


def page_badges(desk: Desk) -> Iterator[None]:
    """A small badge of a page turns green, then red, and is grey in between."""
    page = Page(desk, desk.rng.choice(["light", "dark"]))
    desk.busy = [page]
    page.live = lambda: page.tell(note=f"branch {desk.between(1, 99)}")  # type: ignore[method-assign]  # no scrolling: the badge stays in sight
    for name, condition in (("passing", GREEN_BADGE), ("failing", RED_BADGE), ("passing", GREEN_BADGE)):
        yield from desk.work(desk.between(14, 24))
        page.tell(badge=name)
        desk.begin(condition)
        yield from desk.work(desk.between(10, 18))
        page.tell(badge="running")
        desk.end(condition)
    yield from desk.work(desk.between(12, 18))


def status_lights(desk: Desk) -> Iterator[None]:
    """A round lamp of a Tk panel, and a terminal's status line."""
    desk.busy = [Terminal(desk, "xterm", "-geometry", "90x30+40+60")]
    panel = Tk(desk, "wm geometry . 360x120+700+560; canvas .c -bg #dddddd; pack .c -fill both -expand 1; "
               ".c create text 180 60 -text {storage server 4}; "
               ".c create oval 30 40 62 72 -fill #888888 -tags lamp")  # fmt: skip
    for colour, condition in (("#20a040", GREEN_BADGE), ("#d02020", RED_BADGE)):
        yield from desk.work(desk.between(12, 24))
        panel.do(f".c itemconfigure lamp -fill {colour}")
        desk.begin(condition)
        yield from desk.work(desk.between(12, 20))
        panel.do(".c itemconfigure lamp -fill #888888")
        desk.end(condition)
    yield from desk.work(desk.between(10, 16))


def page_download(desk: Desk) -> Iterator[None]:
    """A bar of a page gets to its end, twice."""
    page = Page(desk, desk.rng.choice(["light", "grey"]))
    desk.busy = []
    for _ in range(2):
        bar = float(desk.between(2, 20))
        while bar < 100:
            page.tell(bar=min(round(bar), 99))  # it is full when the event begins
            yield
            bar = min(bar + float(desk.rng.uniform(1, 6)), 100) if bar < 97 else 100
        page.tell(bar=100)
        desk.begin(BAR)
        yield from desk.work(desk.between(10, 18))
        page.tell(bar=0)
        desk.end(BAR)
        yield from desk.work(desk.between(3, 8))


def gtk_copy(desk: Desk) -> Iterator[None]:
    """A GTK progress window gets to its end over a terminal."""
    desk.unasked += [DIALOG, TOAST]  # the window with the bar is one
    desk.busy = [Terminal(desk, "xterm", "-geometry", "100x30+40+60")]
    bar = Told(desk, "zenity", "--progress", "--text=Copying the photographs", "--title=Copy", "--width=420")
    share = 3.0
    while share < 99:
        bar.say(str(int(share)))
        yield from desk.work(1)
        share += float(desk.rng.uniform(1, 5))
    bar.say("99.99\n# All files are copied")
    desk.begin(BAR)
    yield from desk.work(desk.between(14, 20))


def tk_install(desk: Desk) -> Iterator[None]:
    """A ttk progress bar of an installer gets to its end, then another one."""
    desk.unasked += [DIALOG, TOAST]
    desk.busy = [Editor(desk)]
    panel = Tk(desk, "wm geometry . 460x110+640+560; wm title . Installing; "
               "pack [label .l -text {Unpacking the packages}] -pady 10; "
               "pack [ttk::progressbar .b -length 400 -maximum 100]")  # fmt: skip
    for _ in range(2):
        share = float(desk.between(1, 30))
        while share < 100:
            panel.do(f".b configure -value {share:.1f}")
            yield from desk.work(1)
            share += float(desk.rng.uniform(1, 6))
        panel.do(".b configure -value 100; .l configure -text {Installed}")
        desk.begin(BAR)
        yield from desk.work(desk.between(10, 16))
        panel.do(".b configure -value 0; .l configure -text {Unpacking more}")
        desk.end(BAR)
        yield from desk.work(desk.between(2, 6))


def terminal_download(desk: Desk) -> Iterator[None]:
    """A bar of signs in a terminal gets to its end."""
    terminal = Terminal(desk, "xterm", "-geometry", "90x24+60+40", "-bg", "black", "-fg", "#ddd")
    share = float(desk.between(1, 15))
    while share < 100:
        terminal.write(f"\r[{'#' * int(share / 2):<50}] {int(share):>3}%")
        yield
        share += float(desk.rng.uniform(1, 5))
    terminal.write(f"\r[{'#' * 50}] 100%")
    desk.begin(BAR)
    yield from desk.work(desk.between(15, 22))


def black_page(desk: Desk) -> Iterator[None]:
    """A page over the whole screen goes black, twice."""
    page = Page(desk, kiosk=True)
    desk.busy = [page]
    for _ in range(2):
        yield from desk.work(desk.between(14, 24))
        yield from desk.shown(BLANK, desk.between(8, 16), lambda: page.show("black"))
    yield from desk.work(desk.between(16, 24))


def screen_saver(desk: Desk) -> Iterator[None]:
    """A black window covers everything, twice, as a screen saver does."""
    desk.busy = [Editor(desk), Terminal(desk, "xterm", "-geometry", "80x20+500+380")]
    saver = Tk(
        desk, "wm overrideredirect . 1; wm geometry . 1280x800+0+0; . configure -bg black; wm withdraw ."
    )
    for _ in range(2):
        yield from desk.work(desk.between(14, 24))
        saver.do("wm deiconify .; raise .")
        desk.begin(BLANK)
        for _ in range(desk.between(8, 16)):
            yield
        saver.do("wm withdraw .")
        desk.end(BLANK)
    yield from desk.work(desk.between(14, 20))


def ball(desk: Desk) -> Iterator[None]:
    """A ball of a Tk program rolls and rests."""
    Terminal(desk, "xterm", "-geometry", "80x24+30+30")
    program = Tk(desk, _BALL.format(x=640, y=300, back="white", colour="#667788"))
    for _ in range(2):
        yield from desk.work(desk.between(12, 22))
        for second in range(desk.between(10, 18)):
            program.do(f".c move ball {22 if second % 20 < 10 else -22} {(7, -5, 9, -11)[second % 4]}")
            if second == 0:
                desk.begin(MOTION)
            yield
        desk.come_to_rest(MOTION)
    yield from desk.work(desk.between(14, 20))


def video(desk: Desk) -> Iterator[None]:
    """A clip in a page is played and paused, twice."""
    page = Page(desk, desk.rng.choice(["light", "dark"]), video=desk.clip("bikes.mp4"))
    playing = Playing(page, 9.5)
    for _ in range(2):
        yield from desk.work(desk.between(12, 22))
        for second in range(desk.between(10, 18)):
            playing.live()
            if second == 0:
                desk.begin(MOTION)
            yield
        desk.come_to_rest(MOTION)
    yield from desk.work(desk.between(14, 20))


def coloured_things(desk: Desk) -> Iterator[None]:
    """Red and blue parts of a page."""
    page = Page(desk, "light")
    desk.busy = [page]
    for part, condition in (("red", RED), ("blue", BLUE), ("red", RED)):
        yield from desk.work(desk.between(12, 22))
        yield from desk.shown(condition, desk.between(10, 16), lambda part=part: page.show(part))
    yield from desk.work(desk.between(14, 20))


def coloured_windows(desk: Desk) -> Iterator[None]:
    """A red and a blue window over an editor."""
    desk.busy = [Terminal(desk, "lxterminal", "--geometry=90x28")]
    for colour, condition in (("#c81e1e", RED), ("#2346c8", BLUE)):
        yield from desk.work(desk.between(12, 22))
        show = lambda colour=colour: Tk(desk, f"wm geometry . 320x240+700+360; . configure -bg {colour}")  # noqa: E731
        yield from desk.shown(condition, desk.between(10, 16), show)
    yield from desk.work(desk.between(14, 20))


SCENES: dict[str, tuple[Scene, tuple[str, ...]]] = {
    "message boxes": (message_boxes, ("xterm", "xmessage", "xclock")),
    "gtk boxes": (gtk_boxes, ("mousepad", "xterm", "zenity")),
    "tk boxes": (tk_boxes, ("lxterminal", "xeyes", "wish")),
    "notifications": (notifications, ("xterm", "dunst", "dbus-daemon", "notify-send")),
    "light page": (light_page, ("chromium",)),
    "dark page": (dark_page, ("chromium",)),
    "page toasts": (page_toasts, ("chromium",)),
    "dark toasts": (dark_toasts, ("chromium",)),
    "page badges": (page_badges, ("chromium",)),
    "status lights": (status_lights, ("xterm", "wish")),
    "page download": (page_download, ("chromium",)),
    "gtk copy": (gtk_copy, ("xterm", "zenity")),
    "tk install": (tk_install, ("mousepad", "wish")),
    "terminal download": (terminal_download, ("xterm",)),
    "black page": (black_page, ("chromium",)),
    "screen saver": (screen_saver, ("mousepad", "xterm", "wish")),
    "ball": (ball, ("xterm", "wish")),
    "video": (video, ("chromium", "bikes.mp4")),
    "coloured things": (coloured_things, ("chromium",)),
    "coloured windows": (coloured_windows, ("lxterminal", "wish")),
}
"""By name: what happens, and the programs and clips that it needs."""
