"""How it is said in Slack: cards (pure functions), limits, delivery."""
