"""Statements as brokers and banks write them; a wrong figure or a wrong company would cost money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.desk import sheets
from bot.desk.portfolios.instruments import is_footer, is_total, other_than_share
from bot.desk.portfolios.statement import Statement, is_statement, read
from bot.errors import DeskwireError
from bot.market.securities import Securities

INTERACTIVE = """Statement,Header,Field Name,Field Value
Statement,Data,Period,"March 31, 2026"
Net Asset Value,Header,Asset Class,Prior Total,Current Total
Net Asset Value,Data,Stock,100000,105000
Mark-to-Market,Header,Asset Category,Symbol,Prior Quantity,Current Quantity
Mark-to-Market,Data,Stocks,NVDA,100,100
Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,Cost Price,Close Price,Value
Open Positions,Data,Summary,Stocks,USD,NVDA,100,120.5,170,17000
Open Positions,Data,Lot,Stocks,USD,NVDA,60,120.5,170,10200
Open Positions,Data,Lot,Stocks,USD,NVDA,40,120.5,170,6800
Open Positions,Data,Summary,Stocks,USD,F,-100,11,10,-1000
Open Positions,Total,,Stocks,USD,,,,,16000
Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,Cost Price,Close Price,Value
Open Positions,Data,Summary,Equity and Index Options,USD,AAPL 19JUN26 200 C,5,3.2,4.0,2000
Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity
Trades,Data,Order,Stocks,USD,TSLA,"2026-03-02, 10:30:00",100
"""
FLEX = """"ClientAccountID","CurrencyPrimary","AssetClass","Symbol","ISIN","Quantity","PositionValue",\
"PercentOfNAV","Side"
"U1","USD","STK","BRK B","US0846707026","10","4800","2.4","Long"
"U1","USD","OPT","AAPL  260619C00200000","","5","2000","1.0","Long"
"U1","USD","STK","F","US3453708600","-500","-5000","2.5","Short"
"U1","USD","STK","NVDA","US67066G1040","100","17000","20","Long"
"""
FIDELITY = """Account Number,Account Name,Symbol,Description,Quantity,Current Value,Percent Of Account,Type
Z1,Individual - TOD,SPAXX**,HELD IN MONEY MARKET,,$1500.00,5.00%,Cash,
Z1,Individual - TOD,AAPL,APPLE INC,100,$19000.00,63.33%,Cash,
Z1,Individual - TOD,-AAPL260619C200,AAPL JUN 19 2026 $200 CALL,-1,-$400.00,1.33%,Margin,
22,ROTH IRA,AAPL,APPLE INC,10,$1900.00,50.00%,Cash,
22,ROTH IRA,912810TM0,UNITED STATES TREAS BDS,1000,$950.00,25.00%,,
22,ROTH IRA,Pending Activity,,,$950.00,,,

"The data and information in this spreadsheet is provided to you solely for your use."
"""
SCHWAB = """"Positions for account Individual ...123 as of 04:05 PM ET, 2026/03/31"

"Symbol","Description","Qty (Quantity)","Price","Price Chng % (Price Change %)","Mkt Val (Market Value)",\
"% of Acct (% of Account)","Security Type",
"AAPL","APPLE INC","100","$190.00","0.64%","$19,000.00","63.33%","Equity",
"AAPL 06/19/2026 200.00 C","CALL APPLE INC $200 EXP 06/19/26","5","$4.00","2%","$2,000.00","6.67%","Option",
"Cash & Cash Investments","--","--","--","--","$4,200.00","14.00%","Cash and Money Market",
"Account Total","","--","--","--","$30,000.00","--","--",
"""
VANGUARD = """Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,
123,VANGUARD FEDERAL MONEY MARKET FUND,VMFXX,1000.0000,1.0,1000.00,
123,APPLE INC,AAPL,100.0000,190.0,19000.0,

Account Number,Trade Date,Settlement Date,Transaction Type,Investment Name,Symbol,Shares,Net Amount,
123,2026-03-02,2026-03-04,Buy,TESLA INC,TSLA,5.00000,-1250.0,
"""
ETRADE = """View Summary - All Positions
Symbol/CUSIP,,Security Type,All Securities,Term,All Terms

Symbol,Last Price $,Change %,Quantity,Price Paid $,Total Gain %,Value $
AAPL,190.00,0.64,100,150.00,26.67,19000.00
AAPL Jun 19 '26 $200 Call,4.00,2.5,1,3.20,25,400.00
CASH,,,,,,600.00
TOTAL,,,,,22,20000.00

Generated at Mar 31 2026 04:05 PM ET
"""
GERMAN = """Depotbestand von Müller, Max;;;;;
Stand: 31.03.2026;;;;;

Pos.;Stück/Nominale;Wertpapierbezeichnung;ISIN;Kurs;Kurswert;Währung
1;100;NVIDIA CORP. DL-,001;US67066G1040;170,00;17.000,00;EUR
2;1.250;SAP SE O.N.;DE0007164600;180,00;225.000,00;EUR
3;10.000;BUNDESREP.DTSCHL. 20/30;DE0001102507;97,00;8.000,00;EUR
;Summe;;;;250.000,00;EUR
"""
SWISS = """Valor;ISIN;Bezeichnung;Anzahl;Kurs;Währung;Marktwert CHF
1;CH0038863350;Nestlé SA;1'250;90.50;CHF;100'000.00
2;US67066G1040;Nvidia;1'234.50;170.00;USD;300'000.00
;;;;;Total;400'000.00
"""
FRENCH = """Libellé;ISIN;Quantité;Cours;Valorisation;Poids
LVMH;FR0000121014;1 250;700,00;875 000,00;60,00 %
TOTALENERGIES SE;FR0000120271;2 000;60,00;120 000,00;40,00 %
"""
BLOOMBERG = """Portfolio: GROWTH FUND
Security,Name,Position,Px Close,Mkt Val,% Wgt,Crncy
AAPL US Equity,APPLE INC,100000,190.00,19000000,9.50,USD
VOD LN Equity,VODAFONE GROUP PLC,200000,0.75,150000,0.08,GBP
T 2.5 02/15/45 Govt,US TREASURY N/B,1000,80,800,0.5,USD
SPX Index,S&P 500,1,5000,5000,0.2,USD
SPX US 06/19/26 C5000 Index,June 26 Calls on SPX,10,100,1000,0.05,USD
"""


def held(said: Statement) -> list[tuple[str, float | None, float | None]]:
    return [
        (each.tries[0], None if each.quantity is None else float(each.quantity), each.weight)
        for each in said.lines
    ]


@pytest.mark.parametrize(
    ("text", "meant", "notes"),
    [
        (INTERACTIVE, [("NVDA", 100, 0.85), ("F", -100, -0.05)], ["options", "line 14"]),
        (FLEX, [("US0846707026", 10, 0.024), ("US3453708600", -500, -0.025), ("US67066G1040", 100, 0.2)], ["options"]),
        (FIDELITY, [("AAPL", 100, 0.6333), ("AAPL", 10, 0.5)], ["cash", "lines 2 and 7", "options", "bonds"]),
        (SCHWAB, [("AAPL", 100, 0.6333)], ["options", "cash"]),
        (VANGUARD, [("AAPL", 100, 0.95)], ["cash", "tell of trades: line 6"]),
        (GERMAN, [("US67066G1040", 100, 0.068), ("DE0007164600", 1250, 0.9)], ["bonds"]),
        (SWISS, [("CH0038863350", 1250, 0.25), ("US67066G1040", 1234.5, 0.75)], []),
        (FRENCH, [("FR0000121014", 1250, 0.6), ("FR0000120271", 2000, 0.4)], []),
        (BLOOMBERG, [("AAPL US Equity", 100000, 0.095), ("VOD LN Equity", 200000, 0.0008)],
         ["bonds", "indices", "options"]),
        (ETRADE, [("AAPL", 100, 0.95)], ["options", "cash"]),
        ("sep=;\r\nTicker;Shares;Weight\r\nNVDA;1200;4,5%\r\n", [("NVDA", 1200, 0.045)], []),
        ("Ticker\tShares\tWeight\nNVDA\t1,200\t4.5%\n", [("NVDA", 1200, 0.045)], []),
        ("Name,Symbol,Shares,Equity\nBitcoin,BTC,1,50\nApple,AAPL,5,50\n", [("AAPL", 5, 0.5)], ["crypto", "“BTC”"]),
        ("Holding,Weight\nApple,60%\nNvidia,40%\n", [("Apple", None, 0.6), ("Nvidia", None, 0.4)], []),
        ("Pos;Aktie;ISIN;Anteil in %\n1;a;DE0007164600;60,5\n2;b;DE0007236101;39,5\n",
         [("DE0007164600", None, 0.605), ("DE0007236101", None, 0.395)], []),
        ("Symbol,Name,Type,Quantity\nCASH,Pathward Financial,Stock,5\nTOTAL SE,,Stock,7\n",
         [("CASH", 5, None), ("TOTAL SE", 7, None)], []),
        ("ISIN;Name;Bestand\nUS67066G1040;Nvidia;1.250,5 Stk.\nUS3453708600;Ford;100 Stück\n",
         [("US67066G1040", 1250.5, None), ("US3453708600", 100, None)], []),
        ("Symbol,Quantity,Market Value\nNVDA,0,0\nF,5,10\n", [("F", 5, 1)], ["the quantity is 0: “NVDA” (line 2)"]),
        # The price that changed by so many per cent is no weight.
        ("Symbol,Shares,%\nNVDA,5,2.5\nF,6,-1\n", [("NVDA", 5, None), ("F", 6, None)], ["does not come to a whole"]),
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else None,
)  # fmt: skip
def test_what_a_statement_says(
    text: str, meant: list[tuple[str, float | None, float | None]], notes: list[str]
) -> None:
    said = read(text)
    assert held(said) == [
        (way, count, weight and pytest.approx(weight, abs=1e-6)) for way, count, weight in meant
    ]
    assert all(not line.doubt for line in said.lines)
    assert is_statement(text)
    told = " ".join(said.notes)
    assert all(each in told for each in notes), told
    assert bool(said.notes) == bool(notes), told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_bank_writes_in_the_encoding_that_it_likes(encoding: str) -> None:
    assert held(read(sheets.decode(GERMAN.encode(encoding)))) == held(read(GERMAN))


def test_weights_within_several_accounts_are_not_those_of_all_together() -> None:
    apart = read(FIDELITY)
    assert [each.portfolio for each in apart.lines] == ["Individual - TOD", "ROTH IRA"]
    together = read(FIDELITY, together=True)
    assert "within several accounts" in " ".join(together.notes)
    # Worked out from the values of both: 19,000 and 1,900 of 24,700.
    assert [each.weight for each in together.lines] == [
        pytest.approx(19000 / 24700),
        pytest.approx(1900 / 24700),
    ]
    (line,) = read("fund,ticker,weight\nA,NVDA,100%\n", together=True).lines
    assert line.weight == 1.0


def test_parts_of_each_of_several_portfolios_are_no_per_cents() -> None:
    rows = "".join(f"{fund},{ticker},0.5\n" for fund in "ABCD" for ticker in ("NVDA", "F"))
    assert {each.weight for each in read(f"fund,ticker,weight\n{rows}").lines} == {0.5}


@pytest.mark.parametrize(
    ("heading", "cells", "weights"),
    [
        ("Weight (%)", ["0.5", "0.4", "0.3"], [0.005, 0.004, 0.003]),
        ("Weight", ["0.05", "0.10"], [0.05, 0.1]),
        ("Weight", ["5", "10"], [0.05, 0.1]),
        # A fund that borrowed, or small holdings in per cent; parts below a heading that says per cent.
        ("Weight", ["0.8", "0.8", "0.4"], None),
        ("Weight %", ["0.6", "0.4"], None),
    ],
)
def test_a_weight_that_may_be_parts_or_per_cent_is_asked_about(
    heading: str, cells: list[str], weights: list[float] | None
) -> None:
    said = read("\n".join([f"ticker,{heading}", *(f"T{n},{cell}" for n, cell in enumerate(cells))]))
    assert [each.weight for each in said.lines] == (weights or [None for _ in cells])
    assert ("may be parts or per cent" in " ".join(said.notes)) == (weights is None)


def test_the_values_of_one_table_are_no_whole_where_there_are_two() -> None:
    said = read("Symbol,Quantity,Value\nNVDA,5,100\n\nISIN,Shares,Market Value\nUS3453708600,7,300\n")
    assert [(each.quantity, each.weight) for each in said.lines] == [(5, None), (7, None)]
    assert "in several tables" in " ".join(said.notes)


def test_values_in_several_currencies_say_why_there_are_no_weights() -> None:
    for text in (
        "ticker,value,currency\nNVDA,100,USD\nVOD,100,GBP\n",
        "ticker,value\nNVDA,$100\nVOD,£100\n",
        "ticker,value,currency\nNVDA,100,USD\nVOD,100,\n",
    ):
        said = read(text)
        assert [each.weight for each in said.lines] == [None, None]
        assert "could not work out the weights" in " ".join(said.notes)


def test_a_thousand_or_one_is_told_by_the_other_columns() -> None:
    (german,) = read("ISIN;Stück;Kurs\nDE0007164600;1.250;120,50\n").lines
    (fraction,) = read("ISIN;Stück;Kurs\nDE0007164600;1,250;120,50\n").lines
    (english,) = read("ISIN,Shares,Price\nUS67066G1040,1.250,120.50\n").lines
    (unsure,) = read("ISIN;Stück\nDE0007164600;1.250\n").lines
    assert (german.quantity, fraction.quantity, english.quantity) == (1250, Decimal("1.25"), Decimal("1.25"))
    assert unsure.quantity is None and "1.250" in unsure.doubt


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Product,Foo,Bar\nApple,5,6\n", "the columns “Foo” and “Bar” none is called"),
        ("Aktie,Foo,Bar\nApple,5,6\n", "I know none of the headings in line 1: “Aktie”, “Foo” and “Bar”"),
        ("Run Date,Action,Symbol,Quantity\n2026-03-01,Buy,TSLA,5\n", "a list of trades"),
        ("Statement,Header,a,b\nStatement,Data,a,b\nTrades,Header,a,b\n", "no section Open Positions"),
        ("Type,Symbol,Quantity\nOption,AAPL,5\n", "Left out as options"),
    ],
)
def test_what_is_not_understood_is_said(text: str, says: str) -> None:
    try:
        told = " ".join(read(text).notes)
    except DeskwireError as error:
        told = error.message
    assert says in told


def test_no_share_of_the_master_is_taken_for_something_else() -> None:
    taken = [
        (each.ticker, each.name)
        for each in Securities.load()
        for ways in ((each.ticker, each.name), ("", each.name))
        if other_than_share(*ways, "", "") or is_total([], [each.name]) or (is_footer([each.name, ""]))
    ]
    assert taken == []


@pytest.mark.parametrize(
    "text", ["NVDA\nAMD\n", "ticker,name\nNVDA,Nvidia\n", "list,kind,ticker\nsemis,ticker,NVDA\n"]
)
def test_a_watchlist_is_no_statement(text: str) -> None:
    assert not is_statement(text)
