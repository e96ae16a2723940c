"""The main window: its layout, menus, request bar, source picker and status bar."""
