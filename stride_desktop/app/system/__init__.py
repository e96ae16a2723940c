"""What the program needs of the system around it, whatever its windows show."""
