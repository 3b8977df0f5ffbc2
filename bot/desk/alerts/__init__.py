"""What cannot wait: rules that raise a message as soon as news crosses a threshold."""
