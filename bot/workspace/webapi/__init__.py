"""Slack's Web API: the methods the stand-in has, one module a family."""

from __future__ import annotations

from bot.workspace.webapi import apps, chat, conversations, files, people, reactions, views
from bot.workspace.webapi.registry import Method

METHODS: dict[str, Method] = {
    name: method
    for module in (apps, chat, conversations, files, people, reactions, views)
    for name, method in module.method.methods.items()
}
"""Every method by name; any other answers `unknown_method`."""
