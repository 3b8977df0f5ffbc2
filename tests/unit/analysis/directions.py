"""Sentences of our own with the direction a careful reader would give each company named in them.

`[Name]+` marks a company for which the sentence is good news, `-` bad, `=` neither.
"""

from __future__ import annotations

import re

SENTENCES = """
[Norvik]+ said quarterly profit rose 14% on strong demand for its pumps.
[Norvik]- said quarterly profit fell 14% as orders dried up.
Net loss at [Aldane]+ narrowed to $3 million from $19 million a year ago.
[Aldane]- posted a wider loss for the third straight quarter.
[Petrel Foods]+ raised its full-year guidance and lifted its dividend.
[Petrel Foods]- cut its full-year outlook and suspended its dividend.
[Quill Systems]+ beat analysts' estimates for the second quarter.
[Quill Systems]- missed Wall Street's revenue expectations.
[Quill Systems]- fell short of forecasts.
Shares of [Tamarack]+ jumped 9% while [Birchline]- dropped 4%.
[Tamarack]+ rose as much as 6%, but [Birchline]- fell after a weak forecast.
Although [Tamarack]- lost ground in Europe, [Birchline]+ posted record sales there.
[Kestrel Motors]+ gained market share from [Orbis Motors]-.
[Orbis Motors]- lost market share to [Kestrel Motors]+.
[Kestrel Motors] = overtook nobody and reported results in line with expectations.
[Vantor]- is being sued by a group of shareholders over misleading statements.
Regulators opened a probe into accounting practices at [Vantor]-.
[Vantor]- agreed to pay a $200 million fine to settle the charges.
A judge dismissed the antitrust lawsuit against [Vantor]+.
[Halden Pharma]+ won approval from the drug regulator for its asthma treatment.
[Halden Pharma]- said its cancer drug failed to meet the main goal of a late-stage trial.
Brokers downgraded [Mirelle]- to sell, citing rising costs.
Brokers upgraded [Mirelle]+ to buy and raised the price target.
[Mirelle]- faces higher costs and weaker demand.
[Mirelle]+ expects lower costs next year.
Customers are walking away from [Scandor]-.
[Scandor]- is losing its largest customers.
[Lumen Freight]- is pulling back from expansion, worried about falling rates.
[Lumen Freight]- will lay off 2,000 workers and close four depots.
[Lumen Freight]- filed for bankruptcy protection.
[Garnet Air]- grounded part of its fleet after an accident.
[Garnet Air]- recalled 40,000 seats because of a defect.
Hackers stole customer data from [Ostrava Bank]-.
[Ostrava Bank]- set aside more money for bad loans.
Bad loans at [Ostrava Bank]+ declined for the fourth quarter.
[Ostrava Bank]= will hold its annual meeting on May 4.
[Ostrava Bank]= appointed Lena Horst as chief financial officer.
[Ostrava Bank]= has its head office in Prague and employs 9,000 people.
[Corvane]+ won a $1.2 billion contract from the navy.
[Corvane]- lost a $1.2 billion contract with the navy.
[Corvane]- warned that supply shortages would hurt deliveries.
[Corvane]+ said the supply bottleneck had eased.
Takeover target [Delphine]+ soared 31% after [Marchetti] = offered a hefty premium.
[Marchetti] = shareholders will vote on the merger on Friday.
[Delphine]+ announced a $5 billion share buyback.
[Delphine]- plans to sell new shares at a discount to pay down debt.
[Ferrox]- shares sank to their lowest level in two years.
[Ferrox]+ shares hit an all-time high.
[Ferrox]- did not meet its production target.
[Ferrox]+ did not cut its dividend despite the downturn.
[Ferrox]- failed to win approval for the mine.
[Ferrox]+ denied that it had misled investors and was cleared of wrongdoing.
The chief executive of [Ilvar]- resigned abruptly amid an accounting scandal.
[Ilvar]- was hit by a weak euro and slowing growth in China.
Strong growth in China lifted [Ilvar]+.
Revenue at [Ilvar]+ doubled, helped by new products.
[Ilvar]+ swung to a profit.
[Ilvar]- swung to a loss.
Demand for [Sorrel]+ chips outstrips supply.
[Sorrel]- delayed the launch of its flagship chip.
[Sorrel]+ and [Tessen]+ signed a partnership to build batteries.
[Tessen]- is suing [Sorrel]- over patents.
A short seller accused [Tessen]- of inflating sales.
[Tessen]= shares were little changed.
[Tessen]+ outperformed its rivals, analysts said.
[Tessen]- lagged the market.
[Bramley Stores]- said rising wages would squeeze margins.
[Bramley Stores]+ said margins widened as freight costs fell.
[Bramley Stores]- reported a surprise drop in sales.
[Bramley Stores]+ cheered investors with a robust outlook.
Unlike [Oakhurst]-, which cut jobs, [Bramley Stores]+ is hiring and growing.
[Oakhurst]- plans to cut most of its work with the supplier.
[Pellar]- was removed from the index.
[Pellar]+ will join the blue-chip index next month.
[Pellar]- suffered an outage that hit thousands of users.
[Pellar]- defaulted on its bonds.
[Pellar]+ avoided default after lenders agreed to extend its loans.
[Zandt]= gross margin figures, tax liabilities and interest are listed in the annual report.
[Zandt]= vice president Ada Lin spoke about crude oil shares at a conference.
"""

MARK = re.compile(r"\[([^\]]+)\]\s?([+=-])")


def cases() -> list[tuple[str, list[tuple[int, int]], list[int]]]:
    """(text, spans of the companies, expected directions) of every sentence."""
    out = []
    for line in SENTENCES.strip().splitlines():
        text, spans, expected = "", [], []
        at = 0
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            spans.append((len(text), len(text) + len(mark[1])))
            text += mark[1]
            expected.append({"+": 1, "-": -1, "=": 0}[mark[2]])
            at = mark.end()
        out.append((text + line[at:], spans, expected))
    return out
