"""The steps that build the securities master."""
