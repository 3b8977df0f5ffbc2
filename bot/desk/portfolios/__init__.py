"""What a person, a channel or the team holds."""
