"""The command line: `deskwire COMMAND`. Exit 0, or non-zero with one clear line on standard error."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot import __version__
from bot.errors import DeskwireError

# Typer brings its own click; its errors are reached through the names that Typer makes public.
_UsageError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")

app = typer.Typer(
    name="deskwire",
    help="A Slack bot that turns a link into an investor's brief.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Mode(Enum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


class Scopes(Enum):
    """How much of Slack the bot may see."""

    FULL = "full"
    MINIMAL = "minimal"


Source = Annotated[str | None, typer.Argument(help="A URL, a file, or - for standard input.")]
Jsonl = Annotated[
    str | None, typer.Option("--jsonl", help="A file with one JSON object a line, or - for standard input.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Where the results go instead of standard output.")]


@app.command()
def run() -> None:
    """Run the bot; without any Slack token, database or port it starts a local workspace to try it in."""
    from bot.cli import serve

    serve.run()


@app.command()
def web() -> None:
    """Receive Slack's requests over HTTP and put them into the job table. Needs DATABASE_URL."""
    from bot.cli import serve

    serve.process("web")


@app.command()
def worker() -> None:
    """Do the jobs: read, analyse, post. Needs DATABASE_URL."""
    from bot.cli import serve

    serve.process("worker")


@app.command()
def socket() -> None:
    """Receive Slack's events over Socket Mode and put them into the job table. Needs DATABASE_URL."""
    from bot.cli import serve

    serve.process("socket")


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from bot.cli import serve

    serve.migrate()


@app.command()
def doctor() -> None:
    """Check settings, database, models and tokens, and say what to mend."""
    from bot.cli.doctor import examine

    raise typer.Exit(examine())


@app.command()
def analyze(
    source: Source = None,
    as_json: Annotated[bool, typer.Option("--json", help="The article and the brief as JSON.")] = False,
    jsonl: Jsonl = None,
    out: Out = None,
) -> None:
    """Write the brief of one article, or of every line of a JSONL file."""
    from bot.cli import batch, single

    if jsonl is not None and source is None:
        batch.run("analyze", jsonl, out)
    else:
        single.analyze(_one(source, jsonl), as_json=as_json, out=out)


@app.command()
def read(source: Source = None, jsonl: Jsonl = None, out: Out = None) -> None:
    """Write the article alone, as JSON, of one source or of every line of a JSONL file."""
    from bot.cli import batch, single

    if jsonl is not None and source is None:
        batch.run("read", jsonl, out)
    else:
        single.read(_one(source, jsonl), out=out)


@app.command()
def evaluate(
    data: Annotated[Path | None, typer.Option(help="The folder of the public data sets.")] = None,
    only: Annotated[str | None, typer.Option(help="Some parts alone: sentiment,tickers,…")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The table as Markdown.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A sample of the data: minutes, rough figures.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a goal is not met.")] = False,
) -> None:
    """Measure the analysis on public data, and print every figure beside its goal."""
    from bot.cli import evaluate as evaluation

    if as_json and markdown:
        raise DeskwireError("bad_input", "Give either --json or --markdown, not both.")
    form: Literal["table", "json", "markdown"] = "json" if as_json else "markdown" if markdown else "table"
    raise typer.Exit(evaluation.run(data, only=only, form=form, quick=quick, strict=strict))


@app.command()
def stories(
    jsonl: Annotated[
        str, typer.Option("--jsonl", help="A file with one article a line, or - for standard input.")
    ],
    out: Out = None,
) -> None:
    """Put articles that report the same thing to one story: id, title, text and published_at a line."""
    from bot.cli import stories as command

    command.run(jsonl, out)


digest = typer.Typer(help="Digests of watchlists and portfolios.", no_args_is_help=True)
app.add_typer(digest, name="digest")


@digest.command()
def preview(
    watchlist: Annotated[
        str, typer.Argument(help="Its name, or portfolio:NAME; default means the unnamed list.")
    ],
    team: Annotated[str, typer.Option(help="The workspace's id, where several have such a list.")] = "",
    owner: Annotated[str, typer.Option(help="The user, the channel or team that owns it.")] = "",
    hours: Annotated[float, typer.Option(help="How far back to look.")] = 24.0,
) -> None:
    """Print what would be posted about a watchlist or portfolio now."""
    from bot.cli import digest as command

    command.preview(watchlist, team, owner, hours)


@app.command()
def lookup(
    text: Annotated[list[str], typer.Argument(help="A name, a symbol or an ISIN.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """List the securities that a name or symbol can mean, best first."""
    from bot.cli import single

    single.lookup(" ".join(text), as_json=as_json)


@app.command()
def manifest(
    mode: Annotated[Mode, typer.Option(help="How Slack reaches the bot.")] = Mode.SOCKET,
    scopes: Annotated[Scopes, typer.Option(help="minimal reads no history.")] = Scopes.FULL,
    url: Annotated[str, typer.Option(help="The public address of HTTP mode, as https://bot.example.")] = "",
) -> None:
    """Print the Slack app manifest for the configured command names."""
    from bot.cli import single

    single.manifest(mode.value, scopes.value, url)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _one(source: str | None, jsonl: str | None) -> str:
    if source is not None and jsonl is not None:
        raise DeskwireError("bad_input", "Give either one source or --jsonl, not both.")
    if not source:
        raise DeskwireError("bad_input", "Give a URL, a file, or - for standard input; or --jsonl FILE.")
    return source


def main() -> None:
    """Run the command line; the one place where its errors become a line and an exit status."""
    try:
        status = app(standalone_mode=False)
    except DeskwireError as error:
        _fail(error.message, 1)
    except typer.Abort:
        _fail("Interrupted.", 130)
    except _UsageError as error:
        _fail(str(getattr(error, "format_message", error.__str__)()), 2)
    except KeyboardInterrupt:
        _fail("Interrupted.", 130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, and nobody to say it to.
        sys.stderr.close()
        raise SystemExit(0) from None
    else:
        raise SystemExit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> None:
    sys.stderr.write(f"deskwire: {' '.join(message.split())}\n")
    raise SystemExit(status)


if __name__ == "__main__":
    main()
