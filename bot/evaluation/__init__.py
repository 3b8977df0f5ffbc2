"""How good the analysis is, measured on public data: what `deskwire evaluate` prints."""
