"""A local stand-in for Slack, with a page, for trying the bot and for end-to-end tests."""

from bot.workspace.conversing import Outcome, Upload
from bot.workspace.things import BOT_ID, BOT_USER, TEAM_ID, File, Message, View
from bot.workspace.workspace import Workspace

__all__ = ["BOT_ID", "BOT_USER", "TEAM_ID", "File", "Message", "Outcome", "Upload", "View", "Workspace"]
