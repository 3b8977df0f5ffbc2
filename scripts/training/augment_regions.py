"""Where an invented piece of news plays: how money, companies and places are written there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the world. A money style is a template with `#` for the amount."""

    name: str
    weight: float
    millions: tuple[str, ...]
    billions: tuple[str, ...]
    share: tuple[str, ...]
    legal: tuple[str, ...]
    rics: tuple[str, ...]
    exchanges: tuple[str, ...]
    cities: tuple[str, ...]
    countries: tuple[str, ...]
    nations: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


REGIONS = (
    Region(
        "nordic",
        3.0,
        (
            "EUR # mn",
            "EUR #mn",
            "EUR # million",
            "EUR #m",
            "# mln euro",
            "# million euros",
            "SEK # mn",
            "NOK # mn",
        ),
        ("EUR # bn", "EUR #bn", "SEK # bn", "DKK # bn"),
        ("EUR #", "SEK #", "NOK #"),
        _words("Oyj, Oy, AB, ASA, A/S, Group, Corporation, Plc, Abp"),
        ("HE", "ST", "OL", "CO"),
        _words("OMX Helsinki, HEL, STO, OMX Stockholm, OSE, CPH"),
        _words(
            "Helsinki, Espoo, Tampere, Vantaa, Oulu, Turku, Lahti, Stockholm, Gothenburg, Malmo, Oslo, Bergen,"
            " Copenhagen, Aarhus, Tallinn, Riga, Vilnius, St Petersburg, Jyvaskyla, Pori"
        ),
        _words("Finland, Sweden, Norway, Denmark, Estonia, Latvia, Lithuania, Iceland"),
        _words("Finnish, Swedish, Norwegian, Danish, Estonian, Baltic, Nordic"),
    ),
    Region(
        "us",
        3.0,
        ("$# million", "$#M", "$#m", "USD # million", "# million dollars"),
        ("$# billion", "$#B", "$#bn", "USD # billion"),
        ("$#",),
        _words("Inc, Corp, Co, Inc., Corp., Holdings Inc, Group Inc, LLC, International Inc, Company"),
        ("N", "O", "OQ", "A", "K"),
        _words("NYSE, NASDAQ, Nasdaq, NYSE American"),
        _words(
            "New York, Chicago, Houston, Dallas, Boston, Seattle, Atlanta, Denver, San Jose, Minneapolis,"
            " Detroit, Phoenix, Charlotte, Pittsburgh, Cleveland, Nashville, San Diego, Austin"
        ),
        _words("the United States, Mexico, Canada, Brazil, the U.S."),
        _words("U.S., American, Texas-based, California-based, North American"),
    ),
    Region(
        "uk",
        2.0,
        ("£#m", "£# million", "GBP # million", "# million pounds", "£#mn"),
        ("£#bn", "£# billion", "GBP # billion", "# billion pounds"),
        ("# pence", "#p"),
        _words("plc, PLC, Group, Group plc, Holdings, Plc"),
        ("L",),
        _words("LSE, LON, AIM"),
        _words(
            "London, Manchester, Leeds, Birmingham, Edinburgh, Glasgow, Bristol, Aberdeen, Sheffield, Reading,"
            " Cardiff, Belfast, Newcastle, Cambridge, Dublin"
        ),
        _words("the UK, Britain, Ireland, Scotland"),
        _words("British, UK, London-listed, FTSE 100, Scottish, Irish, UK-based"),
    ),
    Region(
        "euro",
        2.0,
        ("€# million", "€#m", "EUR # million", "# million euros", "EUR #mn"),
        ("€# billion", "€#bn", "# billion euros", "EUR # bn"),
        ("# euros", "€#", "EUR #"),
        _words("AG, SE, SA, SpA, NV, Group, GmbH, S.A., KGaA, Holding AG"),
        ("DE", "PA", "MI", "AS", "MC", "S", "BR"),
        _words("XETRA, Euronext Paris, AMS, BIT, BME, SIX"),
        _words(
            "Frankfurt, Munich, Hamburg, Paris, Lyon, Milan, Turin, Madrid, Barcelona, Amsterdam, Zurich, Basel,"
            " Vienna, Brussels, Lisbon, Warsaw, Stuttgart, Cologne"
        ),
        _words(
            "Germany, France, Italy, Spain, the Netherlands, Switzerland, Austria, Belgium, Poland, Portugal"
        ),
        _words("German, French, Italian, Spanish, Dutch, Swiss, Austrian, Belgian, Polish"),
    ),
    Region(
        "india",
        1.0,
        ("Rs # crore", "Rs # cr", "Rs. # crore", "₹# crore", "Rs # million"),
        ("Rs # billion", "Rs # lakh crore"),
        ("Rs #", "Rs. #", "₹#"),
        _words("Ltd, Limited, India Ltd, Industries Ltd, Enterprises"),
        ("NS", "BO"),
        _words("NSE, BSE"),
        _words("Mumbai, New Delhi, Bengaluru, Chennai, Hyderabad, Pune, Kolkata, Ahmedabad, Gurgaon, Noida"),
        _words("India, Sri Lanka, Bangladesh, Nepal"),
        _words("Indian, Mumbai-based, homegrown, domestic, BSE-listed"),
    ),
    Region(
        "asia",
        1.2,
        (
            "# million yuan",
            "HK$# million",
            "# million yen",
            "S$# million",
            "A$# million",
            "C$# million",
            "$# million",
        ),
        ("# billion yuan", "HK$# billion", "# billion yen", "# billion won", "A$# billion", "$# billion"),
        ("HK$#", "# yen", "A$#", "# yuan", "C$#"),
        _words("Ltd, Co Ltd, Corp, Holdings, Group, Co., Holdings Ltd"),
        ("T", "HK", "SS", "SZ", "KS", "SI", "AX", "TO", "TW", "SA", "MX", "JO"),
        _words("TYO, HKEX, SGX, ASX, TSX, KRX, TSE"),
        _words(
            "Tokyo, Osaka, Hong Kong, Shanghai, Beijing, Shenzhen, Seoul, Singapore, Sydney, Melbourne, Toronto"
        ),
        _words(
            "Japan, China, South Korea, Singapore, Australia, Malaysia, Indonesia, Vietnam, Thailand, Brazil"
        ),
        _words(
            "Japanese, Chinese, South Korean, Australian, Canadian, Singaporean, Hong Kong, Taiwanese, Brazilian"
        ),
    ),
)
