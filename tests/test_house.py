"""The house rules: what docs/architecture.md promises about names, words, sizes, arrows and papers."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib.metadata import packages_distributions, requires
from itertools import chain
from statistics import median
from typing import Any

import pytest
from packaging.requirements import Requirement
from slack_sdk import WebClient
from typer.main import get_command

import handlers
from bot.__main__ import cli
from bot.sandbox.page.emoji import SIGNS
from bot.sandbox.places import HISTORY, READ
from bot.sandbox.web_api import METHODS
from bot.serve import ROLES
from bot.settings import HOUSE, Settings
from tests.house import (
    Asked,
    Listeners,
    Module,
    asked,
    hears,
    imported,
    lines_of,
    modules,
    modules_with,
    templates,
    tracked,
)

BOT = ("bot", "handlers")
EVERYWHERE = (*BOT, "tests", "bench")
PYPROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())
MANIFEST: dict[str, Any] = json.loads((HOUSE / "manifest.json").read_text())

LONGEST_LISTENER, LONGEST_FUNCTION, LONGEST_FILE, MEDIAN_FUNCTION = 20, 60, 320, 10
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "impl", "base"}
WALL_CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
WALL_CLOCK |= {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}
# Slack's signatures and the sandbox's checks of them are made with the true time.
TRUE_TIME = {"bot/clock.py", "bot/sandbox/http_delivery.py"}
# No file may depend on where somebody installs from, or on whose machine it was written.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs")
MACHINES = re.compile(r"(?<![\w./-])/(?:" + "|".join(("home", "root", "Users", "work", "tmp")) + r")/\w")


# Names and sizes


def undocumented(module: Module) -> list[str]:
    return [module.path] if module.source and not re.match(r'"""\w', module.source) else []


def empty_names(module: Module) -> list[str]:
    """Names that say nothing of what is inside; `service` is a domain word, of one module only."""
    named = [part for part in re.split(r"[/.]", module.path) if part != "py"]
    named += [node.name for node in module.nodes(ast.ClassDef)] + [node.name for node in module.functions]
    words = {word.lower() for name in named for word in re.findall(r"[A-Z]?[a-z]+", name)}
    layer = module.path.endswith(("services.py", "service.py")) and module.path != "bot/catalog/service.py"
    return [*(words & EMPTY_NAMES), *(["service"] if layer else [])]


def clock_reads(module: Module) -> list[str]:
    found = []
    for node in module.nodes(ast.Attribute):
        if isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in WALL_CLOCK:
                found.append(f"{module.path}:{node.lineno} {owner}.{node.attr}")
    for each in module.nodes(ast.ImportFrom):
        taken = [name.name for name in each.names] if each.module == "time" else []
        found += [f"{module.path} {name}" for name in taken if ("time", name) in WALL_CLOCK]
    return found


def words_for_people(module: Module) -> list[str]:
    """Sentences outside templates; a pattern says what people may write, not what they read."""
    patterns = {
        id(given) for name in ("compile", "pattern") for call in module.calls(name) for given in call.args
    }
    return [
        f"{module.path}:{one.lineno} {one.value!r}"
        for one in module.strings
        if re.search(r"\w \w", str(one.value)) and id(one) not in patterns
    ]


@pytest.mark.parametrize(
    ("rule", "rooms", "excepted"),
    [
        (undocumented, EVERYWHERE, set()),
        (empty_names, BOT, set()),
        (clock_reads, BOT, TRUE_TIME),
        (words_for_people, ("handlers",), set()),
    ],
)
def test_every_module_keeps(
    rule: Callable[[Module], list[str]], rooms: tuple[str, ...], excepted: set[str]
) -> None:
    assert [found for each in modules(*rooms) if each.path not in excepted for found in rule(each)] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (undocumented, "x = 1"),
        (empty_names, "class OrderManager: ..."),
        (empty_names, "def helper_for_orders(): ..."),
        (clock_reads, "datetime.now(UTC)"),
        (clock_reads, "datetime.date.today()"),
        (clock_reads, "from time import time"),
        (words_for_people, "say('Your order is approved')"),
    ],
)
def test_each_of_these_rules_can_fail(rule: Callable[[Module], list[str]], source: str) -> None:
    assert rule(Module("bot/sample.py", source)) != []


def test_no_service_layer() -> None:
    assert empty_names(Module("bot/process/service.py", "")) == ["service"]
    assert empty_names(Module("bot/catalog/service.py", "")) == []


def test_sizes() -> None:
    functions = [function for each in modules(*BOT) for function in each.functions]

    assert median(map(lines_of, functions)) < MEDIAN_FUNCTION
    assert [each.name for each in functions if lines_of(each) > LONGEST_FUNCTION] == []
    assert {
        each.path: length for each in modules(*BOT) if (length := each.source.count("\n")) > LONGEST_FILE
    } == {}


def listeners(each: Module) -> Iterable[ast.FunctionDef]:
    """Yield what a person or the clock starts: what is registered, and the timers."""
    named = {node.id for node in each.nodes(ast.Name)}
    heard = {"ack", "event", "command", "now"}
    for function in each.functions:
        given = {argument.arg for argument in function.args.args}
        if function.name in named and given & heard and "desk" in given and not function.name.startswith("_"):
            yield function


def test_a_listener_is_one_thought() -> None:
    every = [function for each in modules("handlers") for function in listeners(each)]

    assert len(every) > 50
    assert {each.name: lines_of(each) for each in every if lines_of(each) > LONGEST_LISTENER} == {}
    assert median(map(lines_of, every)) <= 8
    assert [each.name for each in every for node in ast.walk(each) if isinstance(node, ast.Try)] == []


# Templates, and what listens to them


def template_names(each: Module) -> tuple[set[str], set[str]]:
    """Return the templates that code names in full, and the beginnings of those it puts together."""
    folders = "|".join({name.partition("/")[0] for name in templates() if "/" in name})
    said = {str(node.value) for node in each.strings}
    whole = {one for one in said if one in templates() or re.fullmatch(rf"(?:{folders})/\w+", one)}
    return whole, {one for one in said if re.fullmatch(rf"(?:{folders})/", one)}


def test_every_template_that_code_names_exists_and_every_template_is_used() -> None:
    found = [template_names(each) for each in modules(*BOT) if not each.path.startswith("bot/sandbox")]
    whole = {name for each, _ in found for name in each}
    begun = tuple(start for _, each in found for start in each)
    borrowed = {name for source in templates().values() for name in imported(source)}

    assert whole - set(templates()) == set()
    assert borrowed - set(templates()) == set()
    assert {
        name for name in set(templates()) - whole - borrowed if not name.startswith(begun) or "/_" in name
    } == set()


def without_way_forward(each: Module) -> list[str]:
    """Refusals that name no template, no alternative, or a template that offers nothing and nobody."""
    bare = []
    for call in each.calls("Refused"):
        template, alternatives = call.args[0], call.args[1]
        source = templates().get(str(template.value), "") if isinstance(template, ast.Constant) else ""
        source += "".join(templates().get(name, "") for name in imported(source) if name != "_blocks")
        offered = isinstance(alternatives, ast.List) and alternatives.elts
        if not offered or not re.search(r"\b(button|select)\(|\| person\b|\blink\(", source):
            bare.append(f"{each.path}:{call.lineno}")
    return bare


def test_a_no_is_never_bare() -> None:
    refusing = modules_with("Refused(", *BOT)
    assert sum(1 for each in refusing for _ in each.calls("Refused")) >= 10
    assert [found for each in refusing for found in without_way_forward(each)] == []
    for bare in ('raise Refused("orders/over_funding", [])', 'raise Refused("orders/no_such", ["talk"])'):
        assert without_way_forward(Module("bot/sample.py", bare))


def registered() -> Listeners:
    app = Listeners()
    handlers.register(app)  # type: ignore[arg-type]
    return app


def all_asked() -> Asked:
    each = [asked(source) for name, source in templates().items() if name != "_blocks"]
    return Asked(frozenset().union(*(a.actions for a in each)), frozenset().union(*(a.views for a in each)))


def test_every_button_and_form_has_its_one_listener_and_every_listener_its_button() -> None:
    wanted, app = all_asked(), registered()
    pairs = ((wanted.actions, app.of("action")), (wanted.views, app.of("view")))
    for ids, constraints in pairs:
        assert {
            id_: heard for id_ in ids if len(heard := [c for c in constraints if hears(c, id_)]) != 1
        } == {}
        assert [c for c in constraints if not any(hears(c, id_) for id_ in ids)] == []


def test_what_is_asked_of_listeners_is_read_out_of_templates() -> None:
    source = """
    {% call modal("Order", callback="order.place") %}
    {% call input("x", "y") %}{% call select("order.look", options=[]) %}{% endcall %}{% endcall %}
    {{ section(accessory=button("Yes", "survey.score.%d" | format(score), 1)) }}{{ text_input() }}
    {% endcall %}"""

    assert asked(source) == Asked(frozenset({"order.look", "survey.score.1"}), frozenset({"order.place"}))


def test_what_the_manifest_announces_has_its_listener() -> None:
    app, features = registered(), MANIFEST["features"]
    events = {event.partition(".")[0] for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}

    assert set(app.of("event")) == events
    assert set(app.of("command")) == {each["command"] for each in features["slash_commands"]}
    assert set(app.of("shortcut")) == {each["callback_id"] for each in features["shortcuts"]}


def test_every_emoji_in_a_template_can_be_drawn() -> None:
    used = {name for source in templates().values() for name in re.findall(r":([a-z_0-9+-]{2,}):", source)}

    assert used - set(SIGNS) == set()


# Arrows


def test_every_module_is_on_the_map() -> None:
    contracts = {one["name"]: one for one in PYPROJECT["tool"]["importlinter"]["contracts"]}
    house = {
        f"bot.{path.stem}"
        for path in (HOUSE / "bot").iterdir()
        if path.stem not in ("__init__", "__pycache__")
    }
    sandbox = contracts["The sandbox knows Slack, not the bot"]
    below = contracts["No Slack client below the desk"]
    layers = contracts["Arrows point down, and every module of bot is on the map"]
    on_the_map = {f"bot.{name.strip()}" for layer in layers["layers"] for name in layer.split("|")}

    assert house - on_the_map == {"bot.sandbox"}
    assert house - set(sandbox["forbidden_modules"]) == {"bot.sandbox", "bot.blockkit", "bot.clock"}
    speak_slack = {
        f"bot.{room}" for room in ("__main__", "app", "demo", "desk", "doctor", "serve", "terminal", "wire")
    }
    assert house - set(below["source_modules"]) == speak_slack | {"bot.sandbox"}


# Rows


def queries_of_cost_lines(each: Module) -> list[str]:
    """Functions that ask for cost lines and would count those of a file that is only half there."""
    found = []
    for function in each.functions:
        named = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        used = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)} | named
        if {"CostLine", "select"} <= used and not {"booked", "delete"} & used:
            found.append(f"{each.path}:{function.lineno}")
    return found


def test_every_query_of_cost_lines_leaves_out_what_is_only_half_there() -> None:
    assert [found for each in modules_with("CostLine", *BOT) for found in queries_of_cost_lines(each)] == []
    bad = "def f(s):\n    return s.exec(select(CostLine)).all()"
    assert queries_of_cost_lines(Module("bot/sample.py", bad))


# Papers


def test_no_file_knows_a_registry_or_a_machine() -> None:
    texts = {
        file.relative_to(HOUSE): file.read_text(encoding="utf-8", errors="replace") for file in tracked()
    }

    assert [name for name, text in texts.items() if any(host in text for host in REGISTRIES)] == []
    assert {name: found.group() for name, text in texts.items() if (found := MACHINES.search(text))} == {}
    assert MACHINES.search("see /" + "home/ana/x")


def required() -> set[str]:
    project = PYPROJECT["project"]
    groups: list[Any] = [*PYPROJECT["dependency-groups"].values(), *project["optional-dependencies"].values()]
    lines = [*project["dependencies"], *(line for group in groups for line in group if isinstance(line, str))]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines}  # type: ignore[index]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_are_exact_and_cover_what_is_required() -> None:
    lines = (HOUSE / "constraints.txt").read_text().split()
    exact = {normal(line.partition("==")[0]) for line in lines if re.fullmatch(r"[\w.-]+==[\w.]+", line)}

    assert len(exact) == len(lines)
    assert required() - exact == set()


def methods_called() -> set[str]:
    """Return the Web API methods that the bot calls, by name or through the client's own verbs."""
    verbs = {name.replace(".", "_").lower(): name for name in METHODS}
    called = set()
    for each in modules(*BOT):
        if not each.path.startswith("bot/sandbox"):
            called |= {str(one.value) for one in each.strings if one.value in METHODS}
            named = {node.attr for node in each.nodes(ast.Attribute)} & verbs.keys()
            called |= {verbs[name] for name in named if hasattr(WebClient, name)}
    return called


def test_what_is_shipped_imports_only_what_is_installed_with_it() -> None:
    """A demo has no more than that, and the migrations import every module of the bot."""
    project = PYPROJECT["project"]
    asked_for = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    installed = with_what_they_require(asked_for)
    ours = {*BOT, *sys.stdlib_module_names}
    brought_by = packages_distributions()
    missing = [
        f"{module.path}: {name}"
        for module in modules(*BOT)
        for name in {each.partition(".")[0] for each in module.imports} - ours
        if installed.isdisjoint(map(normal, brought_by.get(name, ())))
    ]
    assert missing == []


def with_what_they_require(asked_for: Iterable[str]) -> set[str]:
    """Return the distributions that these requirements install, by their names."""
    found, queue = set[str](), [Requirement(each) for each in asked_for]
    while queue:
        wanted = queue.pop()
        name = normal(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            queue += map(Requirement, requires(name) or ())
    return found


def test_the_manifest_asks_for_the_scopes_that_the_bot_needs_and_no_more() -> None:
    granted = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    called = methods_called()
    needed = {scope for name in called if (scope := METHODS[name].scope)}
    needed |= {READ["public"], READ["private"]} if "conversations.list" in called else set()
    needed |= {HISTORY["im"]}  # looking whether a direct message arrived, and message.im
    needed |= {"commands", "app_mentions:read"}
    needed |= {"files:read"} if any("file_input(" in each for each in templates().values()) else set()

    assert "chat.postMessage" in called
    assert "auth.test" in called
    assert needed - granted == set()
    assert granted - needed <= {"assistant:write"}  # the agent view asks for it


def test_the_procfile_starts_what_there_is() -> None:
    commands = get_command(cli).commands  # type: ignore[attr-defined]
    started = [line.split(": ", 1) for line in (HOUSE / "Procfile").read_text().splitlines()]

    for _, line in started:
        run = re.fullmatch(r"python -m bot (\w+)(?: --roles ([\w,]+))?", line)
        assert run is not None
        assert run[1] in commands
        assert set((run[2] or "").split(",")) <= {*ROLES, ""}
    assert {role for role, _ in started} == {"release", *ROLES}


# What the documents say

EXAMPLE = "thanks"  # the feature that docs/extend.md builds


def documents() -> dict[str, str]:
    files = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]
    return {str(file.relative_to(HOUSE)): file.read_text(encoding="utf-8") for file in files}


def test_documents_link_to_what_exists() -> None:
    for name, text in documents().items():
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if not target.startswith("http"):
                assert ((HOUSE / name).parent / target).exists(), f"{name} links to {target}"


def test_documents_name_commands_settings_and_files_that_exist() -> None:
    commands = set(get_command(cli).commands)  # type: ignore[attr-defined]
    makes = set(re.findall(r"^([\w-]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    for name, text in documents().items():
        assert set(re.findall(r"python -m bot (\w+)", text)) <= commands, name
        assert set(re.findall(r"`make (\w+)", text)) <= makes, name
        for path in re.findall(
            r"`((?:bot|handlers|templates|tests|bench|docs|catalog_data)/[\w./]*\w)`", text
        ):
            assert EXAMPLE in path or (HOUSE / path).exists(), f"{name} names {path}"


def test_every_setting_is_explained_where_people_set_it() -> None:
    named = {field.alias or name.upper() for name, field in Settings.model_fields.items()}
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", (HOUSE / ".env.sample").read_text(), re.MULTILINE))

    assert named - explained == UNEXPLAINED
    assert explained - named == set()


UNEXPLAINED = {"SLACK_API_URL"}  # for the sandbox and tests
