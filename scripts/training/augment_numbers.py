"""Figures for one invented piece of news: consistent with one another, written in one style throughout."""

from __future__ import annotations

import calendar
import math
import random

from augment_regions import Region

PER_CENT = ("%", "%", "%", " percent", " per cent", " pct", " %")
MONTHS = tuple(calendar.month_name)[1:]
DAYS = tuple(calendar.day_name)[:5]

# the ways a currency is written; a dollar's sign comes last, for it is in others, too
CURRENCIES = (
    ("SEK",),
    ("NOK",),
    ("DKK",),
    ("EUR", "euro", "€"),
    ("GBP", "pound", "£", "pence", "#p"),
    ("HK$",),
    ("A$",),
    ("C$",),
    ("S$",),
    ("yen",),
    ("yuan",),
    ("won",),
    ("Rs", "₹"),
    ("$", "USD", "dollar"),
)


class Numbers:
    """The figures of one text. `hi` is always above `lo`, and `gain` and `drop` are what lies between them."""

    def __init__(self, rng: random.Random, region: Region) -> None:
        self.rng = rng
        self.region = region
        self.per_cent = rng.choice(PER_CENT)
        self.big = rng.random() < 0.25
        self.money = rng.choice(region.billions if self.big else region.millions)
        self.share = self._share_style()
        self.year = rng.randint(1999, 2025)
        self._pairs: dict[str, tuple[float, float, int]] = {}

    def _share_style(self) -> str:
        """How a price of a share is written in the currency of the money."""
        own = next(signs for signs in CURRENCIES if any(sign in self.money for sign in signs))
        same = [style for style in self.region.share if any(sign in style for sign in own)]
        return self.rng.choice(same) if same else f"{own[0]} #"

    def write(self, slot: str) -> str | None:
        """The text of a slot of figures, None where the name is no such slot."""
        name, _, which = slot.partition("#")
        method = getattr(self, f"_slot_{name}", None)
        return None if method is None else str(method(which or "1"))

    def _pair(
        self, kind: str, which: str, least: float, most: float, digits: int
    ) -> tuple[float, float, int]:
        key = kind + which
        if key not in self._pairs:
            low = round(10 ** self.rng.uniform(*_logs(least, most)), digits)
            ratio = 1 + self.rng.choice((0.04, 0.1, 0.25, 0.6, 1.5)) * self.rng.uniform(0.4, 1.4)
            self._pairs[key] = (max(round(low * ratio, digits), low + 10**-digits), low, digits)
        return self._pairs[key]

    def _amount(self, which: str) -> tuple[float, float, int]:
        digits = self.rng.choice((0, 1, 1, 1, 2))
        least, most = (1.1, 40.0) if self.big else (1.3, 900.0)
        return self._pair("money", which, least, most, max(digits, 1) if self.big else digits)

    def _slot_hi(self, which: str) -> str:
        high, _, digits = self._amount(which)
        return self.money.replace("#", _figure(high, digits))

    def _slot_lo(self, which: str) -> str:
        _, low, digits = self._amount(which)
        return self.money.replace("#", _figure(low, digits))

    def _slot_val(self, which: str) -> str:
        return self._slot_hi(f"v{which}")

    def _slot_diff(self, which: str) -> str:
        high, low, digits = self._amount(which)
        return self.money.replace("#", _figure(high - low, digits))

    def _slot_gain(self, which: str) -> str:
        high, low, _ = self._amount(which)
        return self._per_cent((high / low - 1) * 100)

    def _slot_drop(self, which: str) -> str:
        high, low, _ = self._amount(which)
        return self._per_cent((1 - low / high) * 100)

    def _per_cent(self, value: float) -> str:
        digits = 1 if value < 10 or self.rng.random() < 0.3 else 0
        return _figure(max(value, 0.1), digits) + self.per_cent

    def _slot_tiny(self, which: str) -> str:
        """The move of an index or a currency on a day."""
        digits = self.rng.choice((1, 1, 2))
        return _figure(self.rng.uniform(0.15, 2.9), digits) + self.per_cent

    def _slot_pct(self, which: str) -> str:
        return self._per_cent(10 ** self.rng.uniform(*_logs(1.2, 35)))

    def _slot_big(self, which: str) -> str:
        return self._per_cent(self.rng.uniform(6, 48))

    def _slot_stake(self, which: str) -> str:
        value = self.rng.choice((self.rng.uniform(5, 49), self.rng.uniform(51, 100), 5, 10, 20, 25, 51, 100))
        return _figure(value, self.rng.choice((0, 1, 2)) if value % 1 else 0) + self.per_cent

    def _slot_part(self, which: str) -> str:
        return f"{self.rng.randint(4, 68)}{self.per_cent}"

    def _slot_phi(self, which: str) -> str:
        high, _, digits = self._pair("rate", which, 1.5, 30, 1)
        return _figure(high, digits) + self.per_cent

    def _slot_plo(self, which: str) -> str:
        _, low, digits = self._pair("rate", which, 1.5, 30, 1)
        return _figure(low, digits) + self.per_cent

    def _slot_ghi(self, which: str) -> str:
        """A rate of growth or of unemployment, the higher of two."""
        high, _, digits = self._pair("growth", which, 0.4, 6, 1)
        return _figure(high, digits) + self.per_cent

    def _slot_glo(self, which: str) -> str:
        _, low, digits = self._pair("growth", which, 0.4, 6, 1)
        return _figure(low, digits) + self.per_cent

    def _slot_points(self, which: str) -> str:
        return _figure(self.rng.uniform(8, 240), self.rng.choice((0, 1, 2)))

    def _share(self, which: str) -> tuple[float, float, int]:
        if self.share in {"#p", "# pence"}:
            return self._pair("share", which, 4, 900, 1)
        return self._pair("share", which, 0.08, 9, 2)

    def _slot_ehi(self, which: str) -> str:
        high, _, digits = self._share(which)
        return self.share.replace("#", _figure(high, digits))

    def _slot_elo(self, which: str) -> str:
        _, low, digits = self._share(which)
        return self.share.replace("#", _figure(low, digits))

    def _slot_shi(self, which: str) -> str:
        high, _, digits = self._pair("price", which, 6, 900, self.rng.choice((0, 1, 2)))
        return self.share.replace("#", _figure(high, digits))

    def _slot_slo(self, which: str) -> str:
        _, low, digits = self._pair("price", which, 6, 900, self.rng.choice((0, 1, 2)))
        return self.share.replace("#", _figure(low, digits))

    def _slot_nhi(self, which: str) -> str:
        return _figure(self._pair("count", which, 900, 900_000, 0)[0], 0)

    def _slot_nlo(self, which: str) -> str:
        return _figure(self._pair("count", which, 900, 900_000, 0)[1], 0)

    def _slot_ihi(self, which: str) -> str:
        return _figure(*self._pair("level", which, 900, 24_000, 2)[::2])

    def _slot_ilo(self, which: str) -> str:
        return _figure(*self._pair("level", which, 900, 24_000, 2)[1:])

    def _slot_barrel(self, which: str) -> str:
        return f"${self.rng.uniform(28, 118):.2f}"

    def _slot_ounce(self, which: str) -> str:
        return f"${_figure(self.rng.uniform(880, 2600), self.rng.choice((0, 2)))}"

    def _slot_bps(self, which: str) -> str:
        unit = self.rng.choice((" basis points", " bps", " basis points"))
        return f"{self.rng.choice((2, 3, 4, 5, 7, 8, 12, 15, 20, 25, 40, 60, 120))}{unit}"

    def _slot_yield(self, which: str) -> str:
        return _figure(self.rng.uniform(0.6, 7.9), self.rng.choice((2, 3))) + self.per_cent

    def _slot_few(self, which: str) -> str:
        return self.rng.choice(
            ("two", "three", "four", "five", "six", "seven", "eight", "10", "12", "15", "20")
        )

    def _slot_nth(self, which: str) -> str:
        return self.rng.choice(("third", "fourth", "fifth", "sixth", "seventh"))

    def _slot_clock(self, which: str) -> str:
        return f"{self.rng.randint(6, 20):02d}{self.rng.choice((0, 15, 26, 30, 45)):02d} GMT"

    def _slot_jobs(self, which: str) -> str:
        return _figure(self.rng.choice((10, 25, 50, 100, 500, 1000)) * self.rng.randint(1, 19), 0)

    def _slot_sum(self, which: str) -> str:
        """A number of things: square metres, seats, apartments."""
        return _figure(round(10 ** self.rng.uniform(1.6, 5.2), -1), 0)

    def _slot_yr(self, which: str) -> str:
        return str(self.year)

    def _slot_yrp(self, which: str) -> str:
        return str(self.year - 1)

    def _slot_yrn(self, which: str) -> str:
        return str(self.year + 1)

    def _slot_past(self, which: str) -> str:
        return str(self.rng.randint(1870, self.year - 2))

    def _slot_recent(self, which: str) -> str:
        return str(self.year - self.rng.randint(1, 14))

    def _slot_month(self, which: str) -> str:
        return self.rng.choice(MONTHS)

    def _slot_day(self, which: str) -> str:
        return self.rng.choice(DAYS)

    def _slot_date(self, which: str) -> str:
        month, day = self.rng.choice(MONTHS), self.rng.randint(1, 28)
        return self.rng.choice(
            (f"{day} {month} {self.year}", f"{month} {day}, {self.year}", f"{month} {day}")
        )

    def _slot_quarter(self, which: str) -> str:
        nth = self.rng.choice(("first", "second", "third", "fourth"))
        return self.rng.choice(
            (f"the {nth} quarter", f"the {nth} quarter of {self.year}", f"the {nth} quarter")
        )

    def _slot_q(self, which: str) -> str:
        return self.rng.choice(("Q1", "Q2", "Q3", "Q4", "first-quarter", "second-quarter", "third-quarter"))


def _logs(least: float, most: float) -> tuple[float, float]:
    return math.log10(least), math.log10(most)


def _figure(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"
