"""Article to brief: pure and CPU only."""
