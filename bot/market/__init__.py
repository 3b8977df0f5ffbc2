"""What the market is: the securities master."""
