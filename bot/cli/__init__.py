"""What the commands of the command line do; `bot.__main__` only names them."""
