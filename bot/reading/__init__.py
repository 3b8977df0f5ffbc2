"""URL to article: canonical URLs, the address guard, the fetcher, extraction of HTML and PDF."""
