"""URLs as people paste them: parsed once by the WHATWG rules, then only the canonical form is used.

Two forms matter. `Url.href` is what is fetched: the query is left as it was given. `canonical_url` is the
key under which an article is known: tracking parameters are gone, so that two people who paste the same
article meet. A canonical URL is never an address to trust; the address guard decides what may be opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from ada_url import URL
from courlan.clean import TRACKERS_RE

from bot.errors import DeskwireError

MAX_URL_LENGTH = 2_048
# What the domain name system can ask for (RFC 1035, 2.3.4).
MAX_HOST_LENGTH = 253
MAX_LABEL_LENGTH = 63
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say where a reader came from. Names are compared in lower case.
# fmt: off
_TRACKING = frozenset({
    ".tsrc", "__s", "__source", "__tn__", "_branch_match_id", "_ga", "_gl", "_hsenc", "_hsmi", "amp",
    "cmp", "cmp_id", "cmpid", "cx_artpos", "cx_testid", "cx_testvariant", "dclid", "dm_i", "ecid",
    "ef_id", "fb_action_ids", "fb_ref", "fbclid", "feature_share", "ftag", "ftcamp", "gbraid", "gclid",
    "gclsrc", "guccounter", "guce_referrer", "guce_referrer_sig", "icid", "igsh", "igshid", "int_cmp",
    "intcmp", "itid", "leadsource", "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ncid",
    "ns_campaign", "ns_linkname", "ns_mchannel", "ns_source", "nsukey", "oft_id", "recip_id", "reflink",
    "s_cid", "s_kwcid", "segmentid", "smid", "smprod", "smtyp", "soc_src", "soc_trk", "spm", "sr_share",
    "sref", "srnd", "taid", "trackingid", "trk", "trkinfo", "ttclid", "twclid", "wbraid", "wt.mc_id",
    "wt.nav", "xtor", "yclid", "zanpid",
})
# fmt: on
_TRACKING_PREFIXES = ("utm_", "utm-", "at_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "vero_", "oly_")

# Parameters that are tracking on one site and mean something on another, by registrable host.
_TRACKING_AT: dict[str, frozenset[str]] = {
    "barrons.com": frozenset({"mod", "st"}),
    "bloomberg.com": frozenset({"leadsource", "accesstoken"}),
    "ft.com": frozenset({"sharetype", "syn-25a6b1a6", "accesstoken"}),
    "linkedin.com": frozenset({"rcm"}),
    "marketwatch.com": frozenset({"mod", "st"}),
    "nytimes.com": frozenset({"emc", "partner", "unlocked_article_code", "te", "nl", "regi_id"}),
    "twitter.com": frozenset({"s", "t"}),
    "washingtonpost.com": frozenset({"pwapi_token"}),
    "wsj.com": frozenset({"mod", "st"}),
    "x.com": frozenset({"s", "t"}),
    "youtu.be": frozenset({"si"}),
    "youtube.com": frozenset({"si", "feature"}),
}

# courlan takes these for tracking, but sites also number their articles, events and searches with them.
_MATTERS = frozenset({"cid", "eid", "uid", "keyword", "kwd"})

_NOT_A_URL = "That is not a web address; paste a full link that starts with https://."


@dataclass(frozen=True, slots=True)
class Url:
    """A web address that parsed. `host` is lower case, punycode, and an IPv6 address has no brackets."""

    href: str
    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """Host and, where it is not the default, port, as a `Host` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: the boundary that cookies and politeness keep to."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def target(self) -> str:
        """Path and query: what follows the origin in `href`."""
        return self.href[len(self.origin) :]


def parse_url(url: str, base: str | None = None) -> Url:
    """Read a web address by the WHATWG rules, relative to `base` where one is given.

    The fragment and a final dot of the host are dropped, the query stays as it is. Raises `bad_url`.
    """
    if len(url) > MAX_URL_LENGTH:
        raise _too_long()
    try:
        parsed = URL(url, base)
    except ValueError:
        raise DeskwireError("bad_url", _NOT_A_URL) from None
    scheme = parsed.protocol.removesuffix(":")
    if scheme not in DEFAULT_PORTS:
        raise DeskwireError(
            "bad_url", "Deskwire reads web pages only; paste a link that starts with https://."
        )
    if parsed.username or parsed.password:
        raise DeskwireError(
            "bad_url",
            "That link carries a user name or a password; remove the part before the @ and paste it again.",
        )
    host = _without_final_dot(parsed)
    parsed.hash = ""
    href = parsed.href.removesuffix("#")
    if len(href) > MAX_URL_LENGTH:
        raise _too_long()
    if len(host) > MAX_HOST_LENGTH or not all(
        0 < len(label) <= MAX_LABEL_LENGTH for label in host.split(".")
    ):
        raise DeskwireError("bad_url", _NOT_A_URL)
    port = int(parsed.port) if parsed.port else DEFAULT_PORTS[scheme]
    return Url(href, scheme, host, port)


def canonical_url(url: str) -> str:
    """The key of an article: the parsed address without fragment, default port and tracking parameters.

    The other parameters keep their order and their spelling. The result is a fixed point of this function.
    Raises `bad_url`.
    """
    parsed = parse_url(url)
    address, mark, query = parsed.href.partition("?")
    if not mark:
        return address
    kept = [part for part in query.split("&") if part and not _is_tracking(part, parsed.host)]
    return f"{address}?{'&'.join(kept)}" if kept else address


_FENCE = re.compile(r"```.*?```", re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"<([^<>]*)>|(https?://[^\s<>|\"`]+)", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'\"*_~’”…"


def links_in(text: str, *, limit: int = 3) -> list[str]:
    """The web links in the text of a Slack message, in order, at most `limit`, each article once.

    Slack writes a link as `<url|label>` and escapes `&`, `<` and `>`; bare links are found too. Links in
    code, user and channel references, mail and telephone links are no links to read, and a link that
    `canonical_url` refuses is passed over. Links come back as they were written, for fetching.
    """
    plain = _CODE.sub(" ", _FENCE.sub(" ", text))
    links: dict[str, str] = {}
    for match in _LINK.finditer(plain):
        bracketed, bare = match.groups()
        link = _unescape(bare) if bare else _unescape(bracketed.partition("|")[0])
        if bare:
            link = _trimmed(link)
        if not _WEB.match(link):
            continue
        try:
            key = canonical_url(link)
        except DeskwireError:
            continue
        links.setdefault(key, link)
        if len(links) >= limit:
            break
    return list(links.values())[:limit]


def _is_tracking(part: str, host: str) -> bool:
    raw_name, _, value = part.partition("=")
    name = unquote_plus(raw_name).strip().lower()
    if name == "outputtype" and value.lower() == "amp":
        return True
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    if any(
        name in names for site, names in _TRACKING_AT.items() if host == site or host.endswith(f".{site}")
    ):
        return True
    if name in _MATTERS:
        return False
    found = TRACKERS_RE.search(name)
    if found is None:
        return False
    # courlan matches beginnings of words (`ga` in `gallery`); only whole words are taken here.
    end = found.end()
    return found.group().endswith("_") or end == len(name) or not name[end].isalnum()


def _without_final_dot(parsed: URL) -> str:
    # `example.com.` and `example.com` are one host, but certificates and keys know only the second.
    host = parsed.hostname
    if host.endswith("."):
        try:
            parsed.hostname = host.rstrip(".")
        except ValueError:
            raise DeskwireError("bad_url", _NOT_A_URL) from None
        host = parsed.hostname
    if not host or host.endswith("."):
        raise DeskwireError("bad_url", _NOT_A_URL)
    return host.strip("[]")


def _too_long() -> DeskwireError:
    return DeskwireError(
        "bad_url",
        f"That link is longer than {MAX_URL_LENGTH:,} characters; paste the article's own short link.",
    )


def _unescape(text: str) -> str:
    # The ampersand comes last: `&amp;lt;` is the text `&lt;`.
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _trimmed(link: str) -> str:
    """A bare link without the punctuation of the sentence around it; balanced brackets stay."""
    while link:
        last = link[-1]
        opener = _CLOSERS.get(last)
        if last in _TRAILING or (opener is not None and link.count(opener) < link.count(last)):
            link = link[:-1]
        else:
            break
    return link
