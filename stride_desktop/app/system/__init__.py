"""What the program needs of the system that it runs on."""
