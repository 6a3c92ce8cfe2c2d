"""Stocking: the catalog in force is read again when its files change, in every process, without a restart."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot import catalog, clock
from bot.catalog import Catalog, CatalogMistakes, amendments, folding, history, loading
from bot.catalog.finding import open_finder
from bot.desk import Desk, Shelf, Stock
from bot.settings import Settings
from handlers import restocked

log = logging.getLogger(__name__)

LOOK_SECONDS = 3
Sight = tuple[loading.Stamp, str, date]  # of the files, of what people added, and whose prices hold


def open_shelf(settings: Settings) -> Shelf:
    """Read the catalog and get ready to find answers in it; raises CatalogMistakes."""
    return Shelf(_stock(settings, catalog.load(settings.catalog)))


def _stock(settings: Settings, read: Catalog) -> Stock:
    return Stock(read, open_finder(read, settings.cache))


def restock(desk: Desk) -> bool:
    """Read files and additions again, and put what they say in force in one step; tell whether it is news.

    What is under way ends with the catalog it began with. Files with mistakes leave the one in force where
    it is, and the IT leads and the owners hear what to mend, once for each state of the files.
    """
    running = desk.catalog
    with desk.read() as session:
        added, known = amendments.in_force(session), history.names(session)
    try:
        fresh = _naming(catalog.load(desk.settings.catalog, added), known, running)
    except CatalogMistakes as found:
        log.warning("the catalog in force stays, its files are not fit: %s", found)
        with desk.session() as session:
            restocked.tell_mistakes(session, desk, found, clock.now())
        return False
    is_news = fresh.digest != running.digest
    stock = _stock(desk.settings, fresh) if is_news else desk.shelf.stock
    with desk.session() as session:
        folding.settle(session, desk.settings.catalog)
        changed = history.record(session, fresh, clock.now(), before=running)
        restocked.tell_in_force(session, desk, fresh, changed, clock.now())
    desk.shelf.stock = stock  # once that is on disk: what fails is tried again as a whole
    return is_news


def _naming(read: Catalog, known: Mapping[str, str], before: Catalog) -> Catalog:
    """Return a catalog that knows how the services were called that it no longer has."""
    called = {**before.left, **known, **{key: each.name for key, each in before.services.items()}}
    return replace(read, left={key: name for key, name in called.items() if key not in read.services})


def take_additions(desk: Desk) -> None:
    """Put in force, at the start, what people added in Slack to what the files say."""
    stock = desk.shelf.stock
    with desk.read() as session:
        added, known = amendments.in_force(session), history.names(session)
    desk.shelf.stock = replace(stock, catalog=_naming(stock.catalog, known, stock.catalog))
    if added:
        restock(desk)


class Watch:
    """Looks every few seconds whether the catalog is to be read again, in each process for itself.

    `settle` is done after another catalog came in force.
    """

    def __init__(self, desk: Desk, settle: Callable[[Desk], None], seconds: float = LOOK_SECONDS) -> None:
        self._desk = desk
        self._settle = settle
        self._is_settled = True
        self._seconds = seconds
        self._seen: Sight | None = None  # so the first look reads what changed while the process began
        self._told = threading.Event()
        self._thread = threading.Thread(target=self._run, name="catalog", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._told.wait(self._seconds):
            try:
                self.look()
            except Exception:  # the catalog in force goes on, and the next look may do better
                log.exception("the catalog was not read again")

    def look(self) -> bool:
        """Read the catalog again if anything moved since the last look; tell whether another is in force."""
        seen = self._look()
        if seen == self._seen:
            return False
        if restocked := restock(self._desk):
            self._is_settled = False
        if not self._is_settled:
            self._settle(self._desk)
        self._seen, self._is_settled = seen, True
        return restocked

    def _look(self) -> Sight:
        today = self._desk.today()
        with self._desk.read() as session:
            return loading.stamp(self._desk.settings.catalog), amendments.digest(session), today

    def stop(self) -> None:
        """End the looking."""
        self._told.set()
        self._thread.join(timeout=5)
