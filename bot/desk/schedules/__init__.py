"""When something is due, in which zone and on whose trading days, and that it is done once."""
