"""Small articles of our own, each awkward in its own way; companies and figures are invented."""

# ruff: noqa: E501 - a paragraph is one line, as in an article

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """An article with the companies in it."""

    title: str
    text: str
    listings: Mapping[str, Sequence[str]] = field(default_factory=dict)


EARNINGS = Sample(
    "Northgate Foods cuts forecast as cocoa costs bite",
    """CHICAGO, Oct 7 (Reuters) - Northgate Foods Inc, the maker of Larkspur chocolate, cut its full-year profit forecast on Tuesday and said it would close two plants in Ohio, as record cocoa prices squeezed margins across the confectionery industry.

The company now expects adjusted earnings of $3.10 to $3.25 per share, down from an earlier range of $3.60 to $3.80. Revenue in the third quarter rose 2.4 percent to $4.7 billion, missing the $4.9 billion that analysts had expected.

"We have not seen input costs like these in thirty years," Chief Executive Dana Whitlock said on a conference call. "We will price where we must."

Shares of Northgate fell 11 percent in early trading, their steepest drop since 2009. Rival Brightwell Corp slipped 3 percent.

But some investors see the worst behind the sector. Cocoa futures have fallen by a fifth since August, said Priya Raman, an analyst at Hollis Partners, who rates the stock a buy. She expects margins to recover by the middle of next year.

Northgate said the plant closures would affect about 900 workers and cost $140 million before tax. It plans to complete them by March.

The United Food Workers union called the decision reckless and said it would seek talks with management. A spokesman for the union declined to comment further.

(Reporting by A. Writer; Editing by B. Editor)""",
    {"Northgate Foods": ["NGF"], "Northgate": ["NGF"], "Brightwell": ["BWL"]},
)

DEAL = Sample(
    "Halvorsen to buy Quill Systems for $8.2 billion",
    """Halvorsen Industries (NYSE: HVI) agreed to buy software maker Quill Systems Inc. (NASDAQ: QLSY) for $8.2 billion in cash, the companies said on Monday, in the largest acquisition of the Norwegian-born industrial group's history.

Under the terms of the deal, Quill shareholders will receive $61.50 a share, a premium of 34% to Friday's closing price. Halvorsen's shares dropped 6% while Quill's jumped 31%.

Halvorsen (HVI) will fund the purchase with $5 billion of new debt. Moody's said it may lower the group's rating. The deal is expected to close in the first half of next year, subject to approval by regulators in the United States and the European Union.

However, two large shareholders questioned the price. "It is hard to see how this earns its cost of capital," said Marta Lindqvist, a fund manager at Solberg Invest, which owns 2.1% of Halvorsen.

Click here to subscribe to our newsletter.""",
    {"Halvorsen Industries": ["HVI"], "Halvorsen": ["HVI"], "Quill Systems": ["QLSY"], "Quill": ["QLSY"]},
)

WRAP = Sample(
    "Stocks slip as chipmakers lead retreat",
    """NEW YORK - U.S. stocks slipped on Wednesday as chipmakers retreated after a warning from Veltrix about weaker demand, while oil companies gained with crude prices.

The Dow Jones Industrial Average fell 112 points, or 0.3 percent, to 38,904. The S&P 500 lost 0.6 percent and the Nasdaq Composite dropped 1.1 percent.

Veltrix sank 14 percent. Orbion Devices, Palisade Micro, Tessera Photonics and Kestrel Semiconductor each fell more than 4 percent. Among oil companies, Marlowe Petroleum added 2.2 percent, Graystone Energy 1.9 percent and Coral Bay Drilling 3 percent.

Ironwood Bank rose 1 percent after it raised its dividend. Sable Airlines, Fenwick Rail and Dorset Shipping were little changed. Larch Retail climbed 7 percent on strong holiday sales, and Bluefin Apparel gained 5 percent.

Investors await Friday's jobs report, which economists expect to show that employers added 165,000 positions in November.""",
    {
        "Veltrix": ["VLX"], "Orbion Devices": ["ORB"], "Palisade Micro": ["PALM"], "Tessera Photonics": ["TSPH"],
        "Kestrel Semiconductor": ["KSTL"], "Marlowe Petroleum": ["MRL"], "Graystone Energy": ["GSE"],
        "Coral Bay Drilling": ["CBD"], "Ironwood Bank": ["IWB"], "Sable Airlines": ["SBL"], "Fenwick Rail": ["FWR"],
        "Dorset Shipping": ["DST"], "Larch Retail": ["LRCH"], "Bluefin Apparel": ["BFN"],
    },
)  # fmt: skip

QUOTES = Sample(
    "Interview: Alder Motors chief on batteries",
    """"We are two years behind where we wanted to be. That is the honest answer," Tomas Reyes said.

"I do not think anybody has solved cold-weather range," he said. "We certainly have not."

"Will it hurt margins? Of course. But it would hurt more to wait," Reyes said, when asked about the $3 billion battery plant that Alder is building in Georgia.

"Our suppliers will tell you the same thing," he added.""",
    {"Alder": ["ALDR"]},
)

ONE_SENTENCE = Sample(
    "",
    "LONDON, Oct 7 - Pemberton Group Plc said on Friday it will sell its Spanish water business to a group of pension funds for 1.3 billion euros.",
    {"Pemberton Group": ["PMB"]},
)

HEADLINE = Sample(
    "Copperfield Mining names new finance chief after accounting review", "", {"Copperfield Mining": ["CPF"]}
)

LONG_SENTENCES = Sample(
    "Regulators fine Tidewater Bank over controls",
    """Tidewater Bank, which has spent the past four years trying to rebuild its reputation after a trading scandal that cost its previous chairman his job, was fined $450 million on Thursday by three regulators in the United States and Britain, which said that the bank had failed to supervise traders in London and New York who shared confidential information about client orders in chat rooms, although the bank, which neither admitted nor denied the findings, said that it had since dismissed eleven employees, replaced the managers of the desk, and invested heavily in surveillance systems that would, it said, prevent such conduct in the future.

Shareholders who had hoped that the settlement would clear the way for a larger dividend, which has been frozen since the scandal because regulators insisted that the bank hold more capital than its peers, were told by the finance director, Owen Castellan, that any decision would have to wait until the results of the annual stress tests are known in June, and that the bank, whose return on equity was 6.1 percent last year, would in the meantime continue to reduce its costs by closing branches in rural areas.""",
    {"Tidewater Bank": ["TDW"]},
)

NO_STOPS = Sample(
    "Market diary",
    """Central bank meeting on Tuesday
Earnings from Larch Retail on Wednesday
Payrolls and unemployment on Friday
Options expire on Friday""",
    {"Larch Retail": ["LRCH"]},
)

CAPITALS = Sample(
    "VELTRIX WARNS ON DEMAND",
    "VELTRIX CUT ITS REVENUE FORECAST BY 12 PERCENT ON WEDNESDAY. THE CHIPMAKER SAID ORDERS FROM PHONE MAKERS HAD SLOWED. SHARES FELL 14 PERCENT.",
    {"VELTRIX": ["VLX"]},
)

TABLE = Sample(
    "Brightwell third-quarter results",
    """Brightwell Corp reported third-quarter net income of $212 million, or 88 cents a share, up from $190 million a year earlier.

Revenue 2,140 1,985 +7.8%
Operating income 311 290 +7.2%
Net income 212 190 +11.6%
EPS (diluted) 0.88 0.79 +11.4%

The company raised its dividend by 10 percent and expects sales growth of 6 to 8 percent this year.""",
    {"Brightwell": ["BWL"]},
)

TITLE_REPEATED = Sample(
    "Graystone Energy halts pipeline after leak",
    """Graystone Energy halts pipeline after leak
By Jo Sample
Graystone Energy halted its main pipeline in North Dakota on Sunday after a leak spilled 1,200 barrels of crude oil into a creek. It also evacuated forty homes. The company said the line, which carries 300,000 barrels a day, would stay closed for at least one week. Refiners in Minnesota said they had enough crude for ten days.""",
    {"Graystone Energy": ["GSE"]},
)

LISTED = Sample(
    "Five things to watch this week",
    """Here is what investors will watch this week.

1. Ironwood Bank reports results on Monday, and analysts expect profit of $1.4 billion.

2. Sable Airlines holds its investor day in Denver, where it is expected to set new cost targets.

3. The Federal Reserve publishes the minutes of its September meeting on Wednesday.

• Dorset Shipping will decide whether to order six container ships worth $900 million.""",
    {"Ironwood Bank": ["IWB"], "Sable Airlines": ["SBL"], "Dorset Shipping": ["DST"]},
)

CURLY = Sample(
    "Fenwick Rail’s chief to step down",
    """WASHINGTON (AP) — Fenwick Rail’s chief executive, Helen Okafor, will step down at the end of December, the railroad said, ending a nine-year tenure marked by a costly strike. “It has been the privilege of my career,” Okafor said in a letter to employees. “The railroad is in good hands.” Fenwick Rail’s board named the finance chief, Samuel Brandt, to succeed her. Shares of the company rose 2%. Meanwhile, the union said that it would press its demand for a 12% raise. This is a promise, it said.""",
    {"Fenwick Rail": ["FWR"]},
)

BOTH_CLASSES = Sample(
    "",
    """Lumen Search and its parent's holding rivals are fighting over the phone market. Lumen pays phone makers about $20 billion a year to be the default search engine, a judge found on Monday. Lumen-branded phones are a small part of the market. Nimbus, which makes the most popular phone, collects most of Lumen's payments. Nimbus's shares fell 2 percent. SuperLumen, a chain of lamp shops, is no relation.""",
    {"Lumen": ["LUMA", "LUMB"], "Nimbus": ["NMB"]},
)

ALL = {
    "earnings": EARNINGS, "deal": DEAL, "wrap": WRAP, "quotes": QUOTES, "one sentence": ONE_SENTENCE,
    "headline": HEADLINE, "long sentences": LONG_SENTENCES, "no stops": NO_STOPS, "capitals": CAPITALS,
    "table": TABLE, "title repeated": TITLE_REPEATED, "list": LISTED, "curly": CURLY, "classes": BOTH_CLASSES,
}  # fmt: skip
