"""A folder of data sets in the shapes of the public ones, small and written for these tests."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

BODY = [
    "Harbour Foods raised its forecast for the year on Monday after its cheeses sold faster than it had planned.",
    "The company now expects sales of 310 million crowns, 12 million more than in spring, its chief executive said.",
    "Analysts at two local banks called the new figures cautious, since most of the order book is already paid for.",
    "A dispute with a carrier about late deliveries remains open, and a court will hear both sides in November.",
]


def page(title: str, date: str, body: list[str]) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="article:published_time" '
        f'content="{date}"></head><body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>{paragraphs}'
        "</article></body></html>"
    )


def gold(name: str, **fields: Any) -> dict[str, Any]:
    kept = {"gold_title": None, "gold_date": None, "gold_body_kind": "lead", "gold_body": BODY[0]}
    return {"name": name, "file": f"{name}.html", "url": f"https://news.example/{name}", **kept, **fields}


def make(folder: Path) -> Path:
    """Write the folder and return it."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    told = [
        gold("whole", gold_title="Harbour Foods lifts forecast", gold_date="2026-03-02T08:30:00Z",
             gold_body="\n\n".join(BODY), gold_body_kind="full text"),
        gold("lead", gold_title="Another headline than the page has", gold_date="2026-03-02T20:30:00Z"),
        gold("empty", gold_body_kind="full text"),
    ]  # fmt: skip
    (pages / "gold.json").write_text(json.dumps(told))
    for each in told[:2]:
        text = page("Harbour Foods lifts forecast", "2026-03-02T08:30:00Z", BODY)
        (pages / each["file"]).write_text(text)
    (pages / "empty.html").write_text("<html><body><p>Sign in to go on.</p></body></html>")
    headlines = [
        {"id": str(n), "text": text, "targets": [{"entity": entity, "label": label}]}
        for n, (text, entity, label) in enumerate(
            [
                ("Harbour Foods profit jumps 12% on strong demand", "Harbour Foods", "positive"),
                ("Regulator fines Lowland Bank over lax checks", "Lowland Bank", "negative"),
                ("Lowland Bank to hold annual meeting in May", "Lowland Bank", "neutral"),
            ]
        )
    ]
    (folder / "sentfin").mkdir()
    rows = "".join(json.dumps(row) + "\n" for row in headlines)
    (folder / "sentfin" / "headlines.jsonl").write_text(rows)
    (folder / "events").mkdir()
    with (folder / "events" / "news_and_returns.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["headline", "text"], *(["A", "one\ntwo"] for _ in range(5))])
    return folder
