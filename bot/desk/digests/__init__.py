"""What moved a list since the last time, on request and on a schedule."""
