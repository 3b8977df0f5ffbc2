"""Tests of URLs, the address guard and the fetcher."""
