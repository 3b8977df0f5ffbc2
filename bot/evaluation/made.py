"""Articles and headlines made to measure: about 600 words and eight companies each, no two alike."""

from __future__ import annotations

import random

COMPANIES = (
    "Microsoft", "Walmart", "Boeing", "Pfizer", "Citigroup", "Exxon Mobil", "Intel", "Starbucks",
    "Nvidia", "Caterpillar", "Goldman Sachs", "Netflix", "Chevron", "Merck", "Qualcomm", "FedEx",
)  # fmt: skip
SENTENCES = (
    "{a} raised its forecast for the year by {n}% on {day}, after orders from {b} came in faster than expected.",
    "Shares of {a} fell {n}.2% in New York, while those of {b} were little changed in heavy trading.",
    "{a} said it would buy back stock worth ${n} billion and cut {n}00 jobs in its oldest plants by {day}.",
    "Analysts had expected {a} to earn {n} cents a share less, and several lifted their targets afterwards.",
    "The contract with {b}, worth ${n} billion over five years, was lost after a dispute about deliveries, {a} said.",
    "A regulator opened an investigation into how {a} recorded sales to {b} in the quarter that ended on {day}.",
    "“Demand held up better than we feared,” said the finance chief of {a}, who took office {n} months ago.",
    "{a} and {b} agreed to build a factory together, which will need {n}00 workers and open in two years.",
    "Costs rose by {n}% at {a} because of freight and wages, but the company kept its prices where they were.",
    "Competitors such as {b} have been slower to respond, and people familiar with their plans expect more delays.",
)
HEADLINES = (
    "{a} raises forecast by {n}% after orders from {b}",
    "{a} shares fall {n}% as {b} gains ground",
    "{a} to buy back stock worth ${n} billion, cut {n}00 jobs",
    "Analysts lift targets for {a} after earnings beat by {n} cents",
    "{b} drops ${n} billion contract with {a} over late deliveries",
    "Regulator looks into how {a} booked sales to {b}",
    "{a} and {b} to build factory for {n}00 workers",
    "{a} keeps prices despite {n}% rise in costs",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NAMED = 8


def paragraphs(number: int, words: int = 600) -> list[str]:
    """The paragraphs of the `number`-th article; the same number gives the same article."""
    rng = random.Random(number)
    named = rng.sample(COMPANIES, NAMED)
    out: list[str] = []
    total = 0
    while total < words:
        said = []
        for pattern in rng.sample(SENTENCES, 3):
            a, b = rng.sample(named, 2)
            said.append(pattern.format(a=a, b=b, n=rng.randint(2, 49), day=rng.choice(DAYS)))
        out.append(" ".join(said))
        total += len(out[-1].split())
    return out


def title(number: int) -> str:
    """The headline of the `number`-th article: its first clause."""
    return paragraphs(number)[0].partition(",")[0].partition(" after ")[0]


def headline(number: int) -> str:
    """The `number`-th headline without an article."""
    rng = random.Random(number)
    a, b = rng.sample(COMPANIES, 2)
    return rng.choice(HEADLINES).format(a=a, b=b, n=rng.randint(2, 49))
