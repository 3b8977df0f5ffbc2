"""Trading hours as alerts ask for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.alerts.building import TradingHours, exchange_code
from bot.market.calendars import Calendar
from bot.market.exchanges import EXCHANGES


class Regular:
    """Calendars that know no holidays: weekdays with the regular hours."""

    async def of(self, exchange: str) -> Calendar | None:
        return Calendar(EXCHANGES[exchange]) if exchange else None


@pytest.mark.parametrize(
    ("exchange", "at", "trades"),
    [
        ("XNYS", datetime(2026, 3, 4, 14, 29, tzinfo=UTC), False),
        ("XNYS", datetime(2026, 3, 4, 14, 30, tzinfo=UTC), True),
        ("XNYS", datetime(2026, 3, 4, 21, 0, tzinfo=UTC), False),
        ("XNYS", datetime(2026, 3, 7, 15, 0, tzinfo=UTC), False),
        ("XLON", datetime(2026, 7, 1, 7, 30, tzinfo=UTC), True),
        ("XTKS", datetime(2026, 3, 4, 0, 30, tzinfo=UTC), True),
    ],
)
async def test_trading_hours_are_those_of_the_exchange(exchange: str, at: datetime, trades: bool) -> None:
    assert await TradingHours(Regular()).is_open(exchange, at) is trades  # type: ignore[arg-type]


def test_exchanges_are_called_by_many_names() -> None:
    assert (exchange_code("NYSE"), exchange_code("london"), exchange_code("XNYS")) == ("XNYS", "XLON", "XNYS")
    assert exchange_code("Narnia") is None
