"""Sample articles written for Deskwire, served so that there is something to read without a network."""
