"""An article of our own, a draft that tells it truly, and drafts that do not."""

from __future__ import annotations

from typing import Any

from bot.model import Article

URL = "https://news.example/ford-trucks"
SENTENCES = (
    "Ford Motor Co raised its profit forecast for the year on Monday after selling more trucks than it had planned.",
    "The carmaker now expects to earn $11.5 billion before interest and taxes, up from $9 billion to $10 billion.",
    "Revenue rose 9% to $47.8 billion in the third quarter, above the $45.2 billion that analysts had forecast.",
    "General Motors, its larger rival, lowered its own forecast last week and blamed a strike at two plants in Ohio.",
    "GM's profit fell 18% to 2.1bn dollars in the quarter, and it closed a plant in Lansing.",
    "Ford said that it would not sell its stake in the battery venture with SK On.",
    '"We are selling every truck that we can build," said Dana Whitfield, the chief financial officer of Ford.',
    "The company may cut 3,000 jobs in Europe if demand for electric cars stays weak, two people close to it said.",
    "A spokesman for Ford declined to comment on the number.",
    "Moody's upgraded Ford to investment grade in September, while S&P left its rating unchanged.",
    "Analysts at Calder & Finch cautioned that prices of used trucks had dropped and that next year would be harder.",
    "Shares of Ford gained 6.2% in New York, and those of General Motors lost 1.4%.",
    "The company will publish its full report on 12 November.",
)  # fmt: skip
TITLE = "Ford lifts forecast as truck sales beat its own plan"
ARTICLE = Article(URL, URL, TITLE, "\n\n".join(" ".join(SENTENCES[at : at + 3]) for at in range(0, 13, 3)))

TLDR = (
    "Ford raised its profit forecast for the year to $11.5 billion after selling more trucks than planned.",
    [1, 2],
)
CLAIMS: tuple[tuple[str, list[int]], ...] = (
    ("Ford raised its profit forecast for the year on Monday after it sold more trucks than it had planned.", [1]),
    ("Ford now expects to earn $11.5 billion before interest and taxes, against an earlier range of $9 billion to "
     "$10 billion.", [1, 2]),
    ("Revenue rose 9% to $47.8 billion in the third quarter, above the $45.2 billion that analysts had forecast.", [3]),
    ("General Motors lowered its own forecast last week and blamed a strike at two plants in Ohio.", [4]),
    ("GM's profit fell 18% to $2.1 billion in the quarter.", [5]),
    ("Ford may cut 3,000 jobs in Europe if demand for electric cars stays weak, according to two people.", [8, 9]),
    ("Analysts at Calder & Finch cautioned that prices of used trucks had dropped and that next year would be "
     "harder.", [11]),
    ("Shares of Ford gained 6.2% in New York, while those of General Motors lost 1.4%.", [12]),
)  # fmt: skip

# What a model may get wrong, each with the numbers it names and the rule that has to notice.
LIES: tuple[tuple[str, str, list[int], str], ...] = (
    ("an invented figure", "Ford now expects to earn $13.5 billion before interest and taxes.", [1, 2], "figure"),
    ("a figure in another unit", "Revenue rose 9% to $47.8 million in the third quarter.", [3], "figure"),
    ("a figure without its unit", "Revenue rose by $9 to $47.8 billion in the third quarter.", [3], "figure"),
    ("a rounded figure", "Revenue rose 9% to $48 billion in the third quarter.", [3], "figure"),
    ("a fraction nobody gave", "GM's profit fell by half to $2.1 billion in the quarter.", [5], "name"),
    ("a figure of another company", "Shares of General Motors lost 6.2% in New York.", [12], "figure of another"),
    ("figures exchanged", "Revenue rose 9% to $45.2 billion in the third quarter.", [3], ""),
    ("a figure from elsewhere", "GM's profit fell 6.2% to $2.1 billion in the quarter.", [5], "figure"),
    ("companies exchanged", "General Motors raised its profit forecast after Ford lowered its own.", [1, 4],
     "direction"),
    ("companies exchanged around a verb", "Ford upgraded Moody's to investment grade in September.", [10], "actor"),
    ("another company", "Tesla raised its profit forecast for the year on Monday.", [1], "name"),
    ("a company its sentence does not name", "General Motors raised its profit forecast for the year on Monday.", [1],
     "name"),
    ("an invented person", "Dana Whitmore, the chief financial officer of Ford, said that it sells every truck.", [7],
     "name"),
    ("an invented place", "General Motors blamed a strike at two plants in Kentucky for its lowered forecast.", [4],
     "name"),
    ("an opening name that is invented", "Veltracorp raised its profit forecast for the year on Monday.", [1], "name"),
    ("a direction turned round", "Ford lowered its profit forecast for the year on Monday.", [1], "direction"),
    ("a movement turned round", "Revenue fell 9% to $47.8 billion in the third quarter.", [3], "direction"),
    ("shares turned round", "Shares of Ford lost 6.2% in New York, and those of General Motors gained 1.4%.", [12],
     "direction"),
    ("a comparison turned round",
     "Revenue rose 9% to $47.8 billion, below the $45.2 billion that analysts had forecast.", [3], "direction"),
    ("a rating turned round", "Moody's downgraded Ford to investment grade in September.", [10], "direction"),
    ("a plant opened that was closed", "GM reopened a plant in Lansing in the quarter.", [5], "direction"),
    ("a denial left out", "Ford said that it would sell its stake in the battery venture with SK On.", [6],
     "negation"),
    ("a denial put in", "Ford did not raise its profit forecast for the year on Monday.", [1], "direction"),
    ("another denial put in", "General Motors did not blame a strike at two plants in Ohio.", [4], "negation"),
    ("a possibility told as a fact", "The company cut 3,000 jobs in Europe as demand for electric cars stayed weak.",
     [8], "certainty"),
    ("words that nobody said", '"We are selling every truck at a discount," said Dana Whitfield of Ford.', [7],
     "quotation"),
    ("a crime that nobody reports", "Ford raised its profit forecast on Monday after a fraud at its truck plants.",
     [1], "direction"),
    ("a story of its own", "Ford faces growing doubts over the quality of its management and its culture.", [1],
     "words"),
    ("the wrong sentence", "Shares of Ford gained 6.2% in New York.", [4], "figure"),
    ("no such sentence", "Shares of Ford gained 6.2% in New York.", [99], "source"),
    ("a link", "Ford raised its profit forecast, as www.ford.example.com reports.", [1], "markup"),
    ("Slack markup", "Ford raised its *profit forecast* for the year on Monday.", [1], "markup"),
    ("a mention of everybody", "Ford raised its profit forecast <!channel> for the year on Monday.", [1], "markup"),
    ("a list", "- Ford raised its profit forecast for the year on Monday.", [1], "markup"),
    ("a table", "Ford | raised its profit forecast for the year on Monday.", [1], "markup"),
    ("a word to the reader", "You saw Ford raise its profit forecast for the year on Monday.", [1], "person"),
    ("advice", "Investors should buy Ford after it raised its profit forecast for the year.", [1], "advice"),
    ("an order", "Buy Ford after it raised its profit forecast for the year on Monday.", [1], "advice"),
    ("a verdict", "Ford is a strong buy after it raised its profit forecast for the year.", [1], "advice"),
    ("itself", "As an AI language model, this summary says that Ford raised its profit forecast.", [1],
     "about itself"),
    ("two sentences", "Ford raised its profit forecast. It sold more trucks than it had planned.", [1],
     "several sentences"),
)  # fmt: skip


def draft(
    tldr: tuple[str, list[int]] = TLDR, claims: tuple[tuple[str, list[int]], ...] = CLAIMS
) -> dict[str, Any]:
    """The JSON object of a draft."""
    return {
        "tldr": {"text": tldr[0], "sources": tldr[1]},
        "claims": [{"text": text, "sources": sources} for text, sources in claims],
    }
