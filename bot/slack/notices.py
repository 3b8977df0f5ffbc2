"""Everything said besides cards: placeholders, refusals, help, greetings. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.slack.elements import Element, actions, anchor, button, context, line, rich, run, section
from bot.slack.escape import clean, escape, host_of, link, user_mention
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message

LinkMode = Literal["off", "reaction", "auto"]


def placeholder(url: str) -> Message:
    """What stands in the thread while an article is read; it becomes the card."""
    site = host_of(url) or "the article"
    parts = line(run("Reading ", edges=True), anchor(url, site), run(" …", edges=True))
    return {"text": f"Reading {escape(site)} …", "blocks": [rich(parts)]}


def notice(sentence: str, error_id: str | None = None, buttons: Sequence[Element] = ()) -> Message:
    """One plain sentence, an id to quote to whoever runs the bot, and what to press instead."""
    text = clean(sentence, one_line=False) or "Something went wrong."
    blocks: list[Block] = [rich(line(run(text, one_line=False)))]
    if error_id:
        blocks.append(context(f"Reference {escape(error_id)}"))
    if buttons:
        blocks.append(actions(buttons))
    return {"text": escape(text), "blocks": blocks}


def refused(sentence: str, url: str = "", error_id: str | None = None) -> Message:
    """A page that cannot be read, with a button that takes its text from the person instead."""
    value = url if len(url) <= 2000 else ""
    return notice(sentence, error_id, [button(ActionId.BRIEF_TEXT, "Brief this text", value)])


def already_posted(permalink: str, title: str = "", posted_by: str = "") -> Message:
    """Points to the first card of the same article in the same channel."""
    named = f" {link(permalink, title)}" if clean(title) else f" {link(permalink, 'Open the card')}"
    who = f" {user_mention(posted_by)} asked for it." if user_mention(posted_by) else ""
    return {
        "text": escape(f"This article already has a card in this channel. {title}"),
        "blocks": [section(f"This article already has a card in this channel:{named}.{who}")],
    }


def with_invitation(message: Message, command: str = "/news") -> Message:
    """The same message for one person's eyes, with how to bring Deskwire into the channel."""
    hint = f"Only you see this. Type `/invite @Deskwire`, then `{escape(command)}` again, to post it here."
    return {**message, "blocks": [*message["blocks"], context(hint)]}


def help_message(commands: Mapping[str, str]) -> Message:
    """Every command with what it does, as `{"/news <url>": "Brief an article"}`, in that order."""
    items = [
        line(run(usage, "code"), run(f"  {clean(meaning)}", edges=True))
        for usage, meaning in commands.items()
    ]
    blocks: list[Block] = [section("*What Deskwire takes*")]
    if items:
        blocks.append(rich({"type": "rich_text_list", "style": "bullet", "elements": items}))
    blocks.append(
        context(
            "Inside threads Slack runs no commands: mention me instead, followed by the same words.",
            "`$F`, `BRK.B`, `LSE:VOD`, `VOD LN`, an ISIN or a company name all mean a security.",
        )
    )
    return {
        "text": "What Deskwire takes: " + ", ".join(escape(usage) for usage in commands),
        "blocks": blocks,
    }


def welcome(command: str = "/news", mode: LinkMode = "auto", reaction: str = "newspaper") -> Message:
    """The greeting of a channel that Deskwire was invited to."""
    return {
        "text": f"Deskwire is here. Paste a link to a news article, or type {escape(command)} help.",
        "blocks": [
            section(
                "*Deskwire is here.* Paste a link to a news article and its brief appears in the thread: "
                "which listed companies it concerns, how good or bad it is for each, how much it "
                "matters, and the sentences that show it."
            ),
            section(f"{_mode(mode, reaction)} Type `{escape(command)} help` for everything else."),
            context(f"Change this with `{escape(command)} links off|reaction|auto`."),
        ],
    }


def links_mode_changed(
    mode: LinkMode, by: str = "", *, command: str = "/news", reaction: str = "newspaper"
) -> Message:
    """Says what happens to links in this channel from now on, and how to change it back."""
    who = f"  ·  changed by {user_mention(by)}" if user_mention(by) else ""
    return {
        "text": f"Links in this channel: {mode}.",
        "blocks": [
            section(f"*Links: {mode}.* {_mode(mode, reaction)}"),
            context(f"`{escape(command)} links off|reaction|auto` changes this{who}"),
        ],
    }


def _mode(mode: LinkMode, reaction: str) -> str:
    if mode == "auto":
        return "Links posted here are briefed in their thread."
    if mode == "reaction":
        emoji = f":{escape(reaction.strip(':'))}:"
        return f"A link posted here is briefed when somebody reacts to it with {emoji}."
    return "Links posted here are left alone; commands, mentions and the message shortcut still work."
