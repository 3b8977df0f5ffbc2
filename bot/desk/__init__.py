"""What a team asked for: the use cases."""
