"""Checks that a database belongs to a session, before anything is read or changed in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

from stride_desktop.core.errors import StoreError
from stride_desktop.core.files import open_regular
from stride_desktop.sessions.damage import NotPossible

Migrations = tuple[tuple[str, ...], ...]
"""SQL statements that lead from each version of the tables to the next."""

_Columns = Mapping[str, tuple[tuple[str, str], ...]]
"""Name and type of each column, by table."""


def check_file(path: Path) -> None:
    """Raises OSError unless it is a file, NotPossible when it is empty, which SQLite takes for a new one."""
    with open_regular(path) as file:
        if not file.read(1):
            raise NotPossible("its database is empty")


def check_kind(connection: sqlite3.Connection, newest: int) -> None:
    """Raises NotPossible unless it is a session's database, StoreError for a version after `newest`."""
    found = version(connection)
    if found > newest:
        raise StoreError(
            "This session was stored by a newer version of the program.", "Update the program to open it."
        )
    kinds = dict(connection.execute("SELECT type, count(*) FROM sqlite_master GROUP BY type"))
    session = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'session' AND type = 'table'")
    if found < 1 or session.fetchone() is None or {"view", "trigger"} & kinds.keys():
        raise NotPossible("its database is not that of a session")
    if connection.execute("SELECT count(*) FROM session").fetchone() != (1,):
        raise NotPossible("it has no description")


def check_columns(connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Raises NotPossible when a table is missing or has other columns than the migrations lead to."""
    found = _columns(connection)
    for table, wanted in _wanted(migrations).items():
        if found.get(table) != wanted:
            raise NotPossible(f"its table {table} is missing or has other columns")


def version(connection: sqlite3.Connection) -> int:
    """Number of migrations that were applied."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@cache
def _wanted(migrations: Migrations) -> _Columns:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statements in migrations:
            for statement in statements:
                connection.execute(statement)
        return _columns(connection)


def _columns(connection: sqlite3.Connection) -> _Columns:
    rows = connection.execute(
        "SELECT tables.name, columns.name, columns.type FROM sqlite_master AS tables "
        "JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for table, *column in rows:
        found.setdefault(table, []).append((column[0], column[1]))
    return {table: tuple(columns) for table, columns in found.items()}
