"""What is done with files: sending them in, adding and removing them, and clearing away what nobody took over."""
