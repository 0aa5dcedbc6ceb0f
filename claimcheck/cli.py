"""The command line: it parses, calls and prints; all that it calls lives in the library.

Nothing heavy is imported before a command runs, so that ``claimcheck --help`` starts in a blink: hence the imports inside functions.
"""

# ruff: noqa: PLC0415 - see above

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from claimcheck import __version__, embedded
from claimcheck.articles import Format
from claimcheck.errors import ClaimcheckError, OutputError, SettingsError
from claimcheck.exports import Format as ExportFormat
from claimcheck.inputs import MAX_SIZE, read
from claimcheck.streams import abandon, say, show, write

EXIT_CODES: Final = (
    "Exit codes: 0 all done; 1 an input could not be read, the others are done; 2 wrong usage or setting; "
    "3 the model cannot be loaded or run; 4 output cannot be written; 130 interrupted."
)
INTERRUPTED: Final = 130
COMPLETING: Final = "_CLAIMCHECK_COMPLETE"  # set by shells that ask what may follow
NARROWEST: Final = 60
# In a context's ``meta``: what a file of settings that was not named says, by option.
FOUND: Final = "claimcheck.found"

app = typer.Typer(
    name="claimcheck",
    no_args_is_help=True,
    # Plain help: it reads well in pipes, in narrow windows and aloud, and starts faster.
    rich_markup_mode=None,
    # A traceback with its local variables would show the article.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


Model = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME|PATH",
        help="An embedded model (`claimcheck models` lists them), or a Hugging Face NLI checkpoint: its folder, or its name on the hub.",
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline/--no-offline", help="Fetch nothing, not even what is named: neither a page nor a checkpoint on the hub.")
]
Quiet = Annotated[bool, typer.Option("--quiet/--no-quiet", "-q", help="Print no report. Errors are told all the same.")]
Verbose = Annotated[bool, typer.Option("--verbose/--no-verbose", "-v", help="Tell on standard error what is done and how long it takes.")]
Width = Annotated[
    int | None, typer.Option("--width", min=NARROWEST, metavar="N", help="Columns of the report; else those of the terminal, or 80.")
]
NoColor = Annotated[
    bool, typer.Option("--no-color/--color", help="Print plain text, as in pipes, and wherever the variable NO_COLOR is set.")
]
Json = Annotated[str | None, typer.Option("--json", metavar="FILE", help="Write the results as JSON; - for standard output.")]


def _configure(context: typer.Context, file: Path | None) -> Path | None:
    """Let file and environment set what the command line leaves open."""
    from claimcheck import config

    if not context.resilient_parsing:
        known = {parameter.name for parameter in context.command.params}
        settings = [each for each in config.resolve(file) if each.option.name in known and each.origin != config.BY_DEFAULT]
        context.default_map = {setting.option.name: setting.value for setting in settings}
        context.meta[FOUND] = {setting.option.name: setting.origin for setting in settings if not setting.named}
    return file


def _found_in(context: typer.Context) -> str:
    """Return the file that names the model, where it was only found in the working folder; else nothing."""
    source = context.get_parameter_source("model")
    return context.meta[FOUND].get("model", "") if source is not None and source.name == "DEFAULT_MAP" else ""


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        # Before the others, which look there for what is not given.
        is_eager=True,
        callback=_configure,
        help="Take settings from a TOML file; else from claimcheck.toml in the working folder, if it is there. "
        "`claimcheck config` shows all of them.",
    ),
]


def _print_version(*, value: bool) -> None:
    if value:
        write(f"claimcheck {__version__}\n")
        raise typer.Exit


@app.callback(epilog=EXIT_CODES)
def describe(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Shows who claims what in a news article, and who denies it.

    Everything runs on this machine; no article leaves it.
    """


@app.command(epilog=EXIT_CODES)
def check(
    context: typer.Context,
    *,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Articles: text or HTML files, JSON Lines (.jsonl, one article a line), folders of these, addresses of web pages "
            "(https://...), or - for standard input.",
        ),
    ],
    model: Model = embedded.DEFAULT,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", metavar="FILE", help='Score labels of your own too: a TOML file with [labels], name = "description".'),
    ] = None,
    json: Json = None,
    jsonl: Annotated[
        str | None,
        typer.Option("--jsonl", metavar="FILE", help="Write the results as JSON Lines, one article a line; - for standard output."),
    ] = None,
    text: Annotated[bool, typer.Option("--text/--no-text", help="Print the article too, with the labelled sentences marked.")] = False,
    full: Annotated[bool, typer.Option("--full/--no-full", help="Print long sentences whole.")] = False,
    width: Width = None,
    no_color: NoColor = False,
    form: Annotated[Format, typer.Option("--format", help="How to read inputs; auto tells by name and content.")] = Format.AUTO,
    max_size: Annotated[
        str,
        typer.Option(
            "--max-size",
            metavar="SIZE",
            help="Most text of one article, as in 500K or 1G; pages and lines of JSON may be 4 times as large.",
        ),
    ] = f"{MAX_SIZE >> 20}M",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Check into a folder: results.jsonl there gets a record an article, errors.jsonl what failed. What is done there already "
            "is skipped. Shows how far it is, in place of reports.",
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder of --out: there must be one.")] = False,
    config: Config = None,  # noqa: ARG001 - its callback acts on it
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Checks articles: prints reports, writes JSON.

    Each article's report is printed as soon as it is there. An input that cannot be read is told on standard error; the others go on.
    Where --json or --jsonl is -, standard output holds JSON alone.
    """
    from claimcheck import checking, settings

    if resume and out is None:
        msg = "--resume needs the folder of the earlier run: give it with --out"
        raise SettingsError(msg)
    if out is not None and (json is not None or jsonl is not None):
        msg = "--out writes its results itself, to results.jsonl there; leave out --json and --jsonl"
        raise SettingsError(msg)
    outputs = checking.Outputs(json=json, jsonl=jsonl, report=not quiet, text=text, full=full, width=width, color=not no_color)
    own = settings.read_labels(labels) if labels else ()
    models = checking.Models(model, labels=own, offline=offline, found_in=_found_in(context), tell=say if verbose else checking.silent)
    articles = read(inputs, form=form, max_size=settings.read_size(max_size), offline=offline)
    if out is not None:
        from claimcheck import batch, progress

        display = progress.Display(batch.count(inputs, form=form), quiet=quiet, verbose=verbose)
        if progress.check(out, inputs, articles, models, display, resume=resume):
            raise typer.Exit(1)
    elif checking.check(articles, models, outputs, single=checking.is_single(inputs, jsonl=form is Format.JSONL)):
        raise typer.Exit(1)


@app.command(epilog=EXIT_CODES)
def evaluate(
    context: typer.Context,
    *,
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Articles whose sentences people have labelled, one a line; docs/evaluation.md says how."
        ),
    ],
    model: Model = embedded.DEFAULT,
    json: Json = None,
    config: Config = None,  # noqa: ARG001 - its callback acts on it
    offline: Offline = False,
    verbose: Verbose = False,
) -> None:
    """Measures a model against annotated articles.

    Prints precision and recall per label, a confusion table, and how well links, speakers and scores are.
    """
    from claimcheck import checking, measuring, results
    from claimcheck.evaluation.report import render

    models = checking.Models(model, offline=offline, found_in=_found_in(context), tell=say if verbose else checking.silent)
    evaluation = measuring.measure(gold, models)
    if json is not None:
        results.write_json(json, evaluation.to_dict())
    if json != checking.STDOUT:
        show(render(evaluation))


@app.command(epilog=EXIT_CODES)
def export(
    *,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="What --json or --jsonl wrote, or the folder of --out.")],
    to: Annotated[ExportFormat, typer.Option("--to", help="The format; docs/exports.md describes each.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - for standard output.")] = "-",
) -> None:
    """Writes results for other tools.

    Spreadsheets, annotation tools, drafts of ClaimReview, notes: all from the results alone, without a model.
    """
    from claimcheck.exports import reading

    reading.export(results, to, output)


@app.command(epilog=EXIT_CODES)
def review(
    *,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="What --json or --jsonl wrote, or the folder of --out.")],
    corrections: Annotated[
        Path | None,
        typer.Option(
            "--corrections", metavar="FILE", help="Where corrections are kept; else beside the results, as NAME.corrections.jsonl."
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port to listen on; 0 for any that is free.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the review in the browser, or print its address alone.")
    ] = True,
) -> None:
    """Opens results in the browser, to accept, correct or reject findings.

    Every correction is saved at once. The review can be reached from this computer alone; control-C ends it, and the same command goes
    on with it.
    """
    from claimcheck.review import server

    told = server.Told(address=lambda address: write(f"review at {address}\nend it with control-C\n"), notice=say)
    made = server.serve(results, corrections, told, port=port, browser=browser)
    say(f"{made} {'correction' if made == 1 else 'corrections'} made")


@app.command(name="corrections", epilog=EXIT_CODES)
def export_corrections(
    *,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The results that were reviewed, or the folder of --out.")],
    corrections: Annotated[
        Path | None, typer.Argument(metavar="[CORRECTIONS]", help="What the review kept; else what lies beside the results.")
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - for standard output.")] = "-",
    partly: Annotated[
        bool, typer.Option("--partly/--wholly", help="Take articles too that are reviewed only in part; the rest as the program found it.")
    ] = False,
) -> None:
    """Turns a review into gold, for `claimcheck evaluate` and for training.

    Takes the articles that are marked as wholly reviewed.
    """
    from claimcheck.review import gold

    for line in gold.told(gold.write(results, corrections, output, partly=partly)):
        say(line)


@app.command(epilog=EXIT_CODES)
def report(
    *,
    results: Annotated[
        str, typer.Argument(metavar="RESULTS", help="What --json or --jsonl wrote, the folder of --out, or - for standard input.")
    ],
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write the report as a page, whole in itself; - for standard output.")
    ] = None,
    json: Json = None,
    most: Annotated[int, typer.Option("--most", min=0, metavar="N", help="Print so many entries of each list; 0 for all.")] = 20,
    width: Width = None,
    no_color: NoColor = False,
    config: Config = None,  # noqa: ARG001 - its callback acts on it
    quiet: Quiet = False,
) -> None:
    """Tells what a whole batch of articles says.

    Who accuses whom, the same claim in several articles, claims that nobody answers, repeated denials: all from the results alone,
    without a model.
    """
    from claimcheck.across import report as across

    across.report(results, across.Outputs(html=html, json=json, tables=not quiet, most=most, width=width, color=not no_color))


@app.command(name="config")
def show_config(
    *,
    file: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="The file to show, in place of claimcheck.toml in the working folder.")
    ] = None,
) -> None:
    """Shows the settings, and where each comes from.

    The command line comes first, then the environment (CLAIMCHECK_MODEL, CLAIMCHECK_MAX_SIZE and so on), then the file, then the default.
    What is printed is such a file.
    """
    from claimcheck import config

    write(config.written(config.resolve(file)))


@app.command()
def models() -> None:
    """Lists the embedded models: size, licence, and how good they are."""
    from claimcheck import listing

    show(listing.models())


@app.command()
def schema() -> None:
    """Prints the JSON Schema (2020-12) of the results."""
    from claimcheck import schema as schema_

    write(schema_.text())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; ``arguments`` are those of the process where None.

    The one place where errors end: each becomes one line on standard error.
    """
    command = typer.main.get_command(app)
    try:
        # Not standalone: typer would print errors in boxes of several lines.
        code = command.main(args=arguments, prog_name="claimcheck", standalone_mode=False)
    except ClaimcheckError as error:
        say(error)
        return error.exit_code
    except typer.TyperException as error:
        # Nothing to say where typer has shown the help, for want of a command.
        if message := error.format_message():
            say(f"{message.rstrip('.')}. See claimcheck --help")
        return error.exit_code
    except typer.Abort:
        code = INTERRUPTED
    except SystemExit as end:
        # typer's way to end after shell completion; fish goes by the code.
        if os.environ.get(COMPLETING) or not end.code:
            return int(end.code or 0)
        # And where the reader of a pipe had enough (| head): no fault to tell, but not everything was written.
        abandon()
        return OutputError.exit_code
    except OSError as error:
        # All other writing and reading tells what it was about: this is typer's, of the help.
        say(f"cannot write to standard output: {error.strerror or error}; write to another place")
        abandon()
        return OutputError.exit_code
    if code == INTERRUPTED:
        say("interrupted")
    return code or 0
