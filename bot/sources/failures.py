"""What a failure of fetching means for a source: fetching speaks of pages and links, and a feed is neither."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import DeskwireError, ErrorCode

_SAID: Mapping[ErrorCode, str] = {
    "not_found": "There is no feed at that address any more; look for its new address on the site.",
    "denied": "The site does not let programs read that feed; take another feed of the site, or another source.",
    "unsupported_type": (
        "What comes from that address is no RSS or Atom feed that I can open (a JSON Feed, a packed file or another"
        " kind of file); give the address of the site's RSS or Atom feed."
    ),
    "too_large": "That feed is larger than I read; give a smaller one of the site, such as a section's.",
    "forbidden_address": "That address is not on the public web, so it is not asked; give a public feed.",
}
_ADVICE = "give the feed's own address."


def of_feed(error: DeskwireError) -> DeskwireError:
    """The same failure of fetching, said of a feed. Its code and how long to wait stay."""
    said = _SAID.get(error.code)
    if said is None:
        what, _, advice = error.message.partition("; ")
        # What fetching advises a person to do with a link is no use here.
        said = f"{what}; {_ADVICE}" if "link" in advice or "paste" in advice else error.message
    return DeskwireError(error.code, said, reason=error.reason, retry_after=error.retry_after)
