"""Importing: a file that somebody sends to the bot is looked at, and taken, left, mapped anew or taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import capture
from bot.cost.batches import Batch
from bot.desk import Desk
from bot.process import kept_forms
from bot.refusal import Refused
from bot.value import importing
from handlers import order_form, taking
from handlers.taking import ERRANDS

__all__ = ["ERRANDS"]
KINDS = tuple(capture.KINDS)


def hear(desk: Desk, event: Mapping[str, Any]) -> bool:
    """Look at the tables that came with a message; return whether there were any. Raises Refused for a stranger."""
    text = event.get("text", "").strip()
    sent = [
        each["id"]
        for each in event.get("files", ())
        if importing.is_table(each.get("name") or "") or not text
    ]
    if not sent:
        return False
    kind = text.lower() if text.lower() in KINDS else None
    with desk.session() as session:
        check(desk, session, event["user"])
        for file in sent:
            place = {"to": event["channel"], "thread": event.get("thread_ts") or event["ts"]}
            taking.send(session, taking.LOOK, file=file, by=event["user"], kind=kind, **place)
    return True


def check(desk: Desk, session: Session, person: str) -> None:
    """Let only those in who keep IT's books; raises Refused for everybody else."""
    if not desk.catalog.company.keeps_books(desk.person(session, person).email):
        raise Refused("importing/not_yours", ["talk"], leads=desk.leads(session))


def open_form(desk: Desk, body: dict[str, Any]) -> None:
    """`/it import`: a form for a file."""
    with desk.session() as session:
        check(desk, session, body["user_id"])
    desk.open(body["trigger_id"], "importing/form", names=KINDS)


def send_files(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The form, sent: each file is looked at."""
    person, kind = body["user"]["id"], order_form.field(view, "kind")
    given = view["state"]["values"]["files"]["value"]["files"]
    with desk.session() as session:
        check(desk, session, person)
        for file in given:
            taking.send(session, taking.LOOK, file=file["id"], by=person, to=person, kind=kind)
    ack()


def _looked_at(desk: Desk, session: Session, action: dict[str, Any], body: dict[str, Any]) -> Batch:
    """Return the file that a button below its preview is about. Raises Refused when it was decided on."""
    check(desk, session, body["user"]["id"])
    batch = session.get(Batch, int(action["value"]))
    if batch is None or batch.state != "previewed":
        raise Refused("importing/gone", ["send_again", "talk"])
    return batch


def take(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take it."""
    with desk.session() as session:
        batch = _looked_at(desk, session, action, body)
        told = _told(body, batch)
        taking.show(session, desk, told, "importing/storing", name=batch.file_name, rows=0, share=0.0)
        taking.send(session, taking.STORE, **told)
    ack()


def leave(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Leave it."""
    with desk.session() as session:
        batch = _looked_at(desk, session, action, body)
        taking.show(session, desk, _told(body, batch), "importing/left", name=batch.file_name)
        capture.drop(session, batch.number)
    ack()


def take_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take it back, below the file or in the list of all."""
    number, _, listed = action["value"].partition("|")
    with desk.session() as session:
        check(desk, session, body["user"]["id"])
        batch = session.get(Batch, int(number))
        if batch is None or batch.state not in ("stored", "storing"):
            raise Refused("importing/gone", ["send_again", "talk"])
        taking.send(session, taking.UNDO, **_told(body, batch), list=listed)
    ack()


def _told(body: dict[str, Any], batch: Batch) -> dict[str, Any]:
    place = {"to": body["channel"]["id"], "thread": body["message"].get("thread_ts")}
    return {"file": batch.file_id, "batch": batch.number, "by": body["user"]["id"], **place}


def open_columns(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Columns: which of the file's are which of ours."""
    file = action["value"]
    place = {"to": body["channel"]["id"], "thread": body["message"].get("thread_ts"), "file": file}
    with desk.session() as session:
        check(desk, session, body["user"]["id"])
        kept = kept_forms.find(session, body["user"]["id"], taking.card_of(file))
    if kept is None:
        raise Refused("importing/gone", ["send_again", "talk"])
    desk.open(body["trigger_id"], "importing/columns", **_columns(kept, kept["kind"], kept["columns"], place))
    ack()


def change_kind(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Another kind was chosen: the form shows its columns."""
    view, kind = body["view"], action["selected_option"]["value"]
    place = order_form.private(view)
    with desk.session() as session:
        kept = kept_forms.find(session, body["user"]["id"], taking.card_of(place["file"]))
    if kept is None:
        raise Refused("importing/gone", ["send_again", "talk"])
    desk.update(view["id"], view["hash"], "importing/columns", **_columns(kept, kind, {}, place))
    ack()


def _columns(
    kept: Mapping[str, Any], kind: str, columns: Mapping[str, str], place: Mapping[str, Any]
) -> dict[str, Any]:
    header = kept["header"]
    rows = importing.ours(kind, header, columns)
    carried = {name: place[name] for name in ("file", "to", "thread")}
    return {
        "names": KINDS,
        "kind": kind,
        "header": header,
        "listed": len(header) <= importing.LISTED,
        "ours": rows,
        "carried": {**carried, "kind": kind},
    }


def offer_columns(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The columns of the file to choose from, as the person types: a form lists only so many."""
    file = order_form.private(body["view"])["file"]
    with desk.read() as session:
        kept = kept_forms.find(session, body["user"]["id"], taking.card_of(file))
    header = kept["header"] if kept else []
    places = importing.columns_like(header, body["value"])
    ack(options=desk.options("importing/column_options", header=header, places=places))


def take_billed(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """BilledCost: the bill is looked at again, by what was invoiced instead of what was used."""
    file, person = action["value"], body["user"]["id"]
    with desk.session() as session:
        check(desk, session, person)
        kept = kept_forms.find(session, person, taking.card_of(file))
        billed = importing.billed(kept["kind"], kept["header"], kept["columns"]) if kept else None
        if kept is None or billed is None:
            raise Refused("importing/gone", ["send_again", "talk"])
        columns = {ours: name for ours, name in kept["columns"].items() if ours != "billed"} | {
            "amount": billed
        }
        place = {"to": body["channel"]["id"], "thread": body["message"].get("thread_ts")}
        taking.send(session, taking.LOOK, file=file, by=person, kind=kept["kind"], columns=columns, **place)
    ack()


def choose_columns(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The columns, said: the file is looked at again."""
    person, told = body["user"]["id"], order_form.private(view)
    with desk.session() as session:
        check(desk, session, person)
        kept = kept_forms.find(session, person, taking.card_of(told["file"]))
        if kept is None:
            raise Refused("importing/gone", ["send_again", "talk"])
        columns = _chosen(view, told["kind"], kept["header"])
        taking.send(session, taking.LOOK, by=person, columns=columns, **told)
    ack()


def _chosen(view: dict[str, Any], kind: str, header: list[str]) -> dict[str, str]:
    """Return which of the file's columns each of ours is; "" for what is not in it."""
    found = {}
    for block, state in view["state"]["values"].items():
        said, _, ours = block.partition(":")
        if said == f"ours-{kind}":
            (chosen,) = state.values()
            place = order_form.content(chosen)
            found[ours] = header[int(place)] if place else ""
    return found


def send_template(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """An empty file of a kind, to fill in."""
    kind = action["value"] if "value" in action else action["selected_option"]["value"]
    with desk.session() as session:
        check(desk, session, body["user"]["id"])
        file = {"picture": "import.template", "filename": f"{kind}.csv", "kind": kind}
        thread = body["message"].get("thread_ts")
        desk.say(
            session, body["channel"]["id"], "importing/template", thread=thread, attached=file, kind=kind
        )
    ack()


def write_template(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write the empty file."""
    return b"\xef\xbb\xbf" + capture.template(facts["kind"]).encode()


def show_list(desk: Desk, session: Session, person: str) -> None:
    """`/it imports`: what was taken in, each to be taken back. Raises Refused for a stranger."""
    check(desk, session, person)
    taking.show_list(session, desk, person, f"imports:{person}:{clock.now().timestamp():.6f}")


FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {"import.template": write_template}


def register(app: App) -> None:
    """Say what starts what; files come in where questions do."""
    app.view("importing.files")(send_files)
    app.action("importing.take")(take)
    app.action("importing.leave")(leave)
    app.action("importing.back")(take_back)
    app.action("importing.columns")(open_columns)
    app.action("importing.kind")(change_kind)
    app.action("importing.billed")(take_billed)
    app.options("importing.column")(offer_columns)
    app.view("importing.columns")(choose_columns)
    app.action("importing.template")(send_template)
