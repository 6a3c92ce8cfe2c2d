"""Changes: what changed in the catalog since somebody last looked."""

from sqlmodel import Session

from bot.catalog import Catalog, history
from bot.value.answers.cards import Asker
from bot.value.answers.decided import Topic
from bot.value.answers.told import MOST_ROWS, Told


def changes(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> Told:
    """Tell what changed since this person last looked; of one service where one was named."""
    service = catalog.services.get(topic.service or "")
    news = history.since(session, asker.person, asker.now, catalog.services)
    shown = [each for each in news if service is None or each.service == service.key]
    if service is None and not asker.looking:
        history.looked(session, asker.person, asker.now)
    rows = [{"what": each.what, "about": each.about, **each.said} for each in shown[:MOST_ROWS]]
    return Told(
        "changes",
        rows=rows,
        more=max(len(shown) - MOST_ROWS, 0),
        facts={"of": service.name if service else None},
    )
