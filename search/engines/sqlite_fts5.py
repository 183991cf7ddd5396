"""The embedded engine: SQLite FTS5 in a file of its own (knowledge/search.md D). Any number of processes may use it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from search.documents import Document
from search.engine import Answer, EngineUnavailable, Key, Request, version_of, weight_of
from search.query_language import Clause, Query, words_of

_TOKENS = "porter unicode61 remove_diacritics 2"
# One FTS table over title and body, bm25 with the title at 3 beside the body at 1.
_TABLES = """
CREATE TABLE {g}_doc (key TEXT PRIMARY KEY, source TEXT, object_id TEXT, kind TEXT, status TEXT, demoted INTEGER,
  updated TEXT, version TEXT, rowref INTEGER);
CREATE TABLE {g}_audience (rowref INTEGER, token TEXT, PRIMARY KEY (token, rowref)) WITHOUT ROWID;
CREATE INDEX {g}_audience_row ON {g}_audience (rowref);
CREATE TABLE {g}_topic (rowref INTEGER, slug TEXT, PRIMARY KEY (slug, rowref)) WITHOUT ROWID;
CREATE UNIQUE INDEX {g}_doc_row ON {g}_doc (rowref);
CREATE VIRTUAL TABLE {g}_text USING fts5(title, body, tokenize = '{tokens}');
"""


class SqliteEngine:
    """Tables per generation, and a pointer row that says which generation is live."""

    name = "fts5"

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file, make it on first use, and turn every failure into EngineUnavailable."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=5, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA secure_delete=ON")
                db.execute("CREATE TABLE IF NOT EXISTS pointer (one INTEGER PRIMARY KEY CHECK (one = 1), live TEXT NOT NULL)")
                if not write:
                    db.execute("BEGIN")  # pointer and tables are read from one snapshot, whatever is swapped meanwhile
                    yield db
                    return
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                except BaseException:
                    db.execute("ROLLBACK")
                    raise
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise EngineUnavailable(type(error).__name__) from error

    def _live(self, db: sqlite3.Connection) -> str:
        row = db.execute("SELECT live FROM pointer").fetchone()
        return str(row[0]) if row else ""

    def _make(self, db: sqlite3.Connection) -> str:
        name = f"g{secrets.token_hex(6)}"
        for statement in _TABLES.format(g=name, tokens=_TOKENS).split(";\n"):
            if statement.strip():
                db.execute(statement)
        return name

    # --- writing ---------------------------------------------------------------------------------------------------
    def create(self) -> str:
        """Make an empty generation and return its name."""
        with self._open(write=True) as db:
            return self._make(db)

    def activate(self, generation: str) -> None:
        """Point at `generation` and drop every other, in one transaction."""
        with self._open(write=True) as db:
            db.execute("INSERT INTO pointer VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET live = excluded.live", (generation,))
            for other in self._generations(db) - {generation}:
                self._drop(db, other)

    def drop(self, generation: str) -> None:
        """Remove a generation."""
        with self._open(write=True) as db:
            self._drop(db, generation)

    @staticmethod
    def _generations(db: sqlite3.Connection) -> set[str]:
        rows = db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'g%\\_doc' ESCAPE '\\'")
        return {str(name).removesuffix("_doc") for (name,) in rows}

    @staticmethod
    def _drop(db: sqlite3.Connection, generation: str) -> None:
        for table in ("doc", "audience", "topic", "text"):
            db.execute(f"DROP TABLE IF EXISTS {_safe(generation)}_{table}")

    def write(self, documents: Iterable[Document], delete: Iterable[str] = (), generation: str = "") -> None:
        """Upsert and delete by key in one transaction."""
        with self._open(write=True) as db:
            g = _safe(generation or self._live(db) or self._first(db))
            for key in delete:
                self._remove(db, g, key)
            for document in documents:
                self._remove(db, g, document.key)
                self._add(db, g, document)

    def _first(self, db: sqlite3.Connection) -> str:
        name = self._make(db)
        db.execute("INSERT INTO pointer VALUES (1, ?)", (name,))
        return name

    @staticmethod
    def _remove(db: sqlite3.Connection, g: str, key: str) -> None:
        row = db.execute(f"SELECT rowref FROM {g}_doc WHERE key = ?", (key,)).fetchone()
        if row:
            db.execute(f"DELETE FROM {g}_text WHERE rowid = ?", row)
            for table in ("audience", "topic", "doc"):
                db.execute(f"DELETE FROM {g}_{table} WHERE rowref = ?", row)

    @staticmethod
    def _add(db: sqlite3.Connection, g: str, document: Document) -> None:
        title, body = (" ".join(words_of(text)) for text in (document.title, document.body))
        row = db.execute(f"INSERT INTO {g}_text (title, body) VALUES (?, ?)", (title, body)).lastrowid
        db.execute(
            f"INSERT INTO {g}_doc VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.key,
                document.source,
                document.object_id,
                document.kind,
                document.status,
                int(document.demoted),
                document.updated.isoformat(),
                version_of(document),
                row,
            ),
        )
        db.executemany(f"INSERT INTO {g}_audience VALUES (?, ?)", [(row, token) for token in document.audience])
        db.executemany(f"INSERT OR IGNORE INTO {g}_topic VALUES (?, ?)", [(row, slug) for slug in document.topics])

    # --- reading ---------------------------------------------------------------------------------------------------
    def search(self, request: Request) -> Answer:
        """Return the hits inside the audience, best first (or newest first), and counts per kind."""
        if not request.audience:
            return Answer([], 0)
        with self._open() as db:
            g = self._live(db)
            if not g:
                return Answer([], 0)
            matched, words = self._matched(g, request.query)
            where, values = self._where(g, request)
            rows = db.execute(
                f"{matched} SELECT d.source, d.object_id, d.kind, d.updated, d.demoted, m.score "
                f"FROM matched m JOIN {g}_doc d ON d.rowref = m.rowref WHERE {where}",
                [*words, *values],
            ).fetchall()
        kinds: dict[str, int] = {}
        for row in rows:
            kinds[row[2]] = kinds.get(row[2], 0) + 1
        wanted = [row for row in rows if not request.kinds or row[2] in request.kinds]
        # A total order, the last key first: equal hits must not change places between two pages.
        wanted.sort(key=lambda row: (row[0], row[1]))
        wanted.sort(key=lambda row: row[3], reverse=True)
        if not request.newest_first:
            # bm25 is negative, smaller is better.
            wanted.sort(key=lambda row: row[5] * weight_of(row[2], demoted=bool(row[4])))
        page = wanted[request.offset : request.offset + request.size]
        return Answer([Key(row[0], row[1], row[2]) for row in page], len(wanted), kinds)

    @staticmethod
    def _matched(g: str, query: Query) -> tuple[str, list[str]]:
        """Return the common table `matched (rowref, score)` and its values.

        FTS5 cannot weigh words, so each part that the vocabulary widened is scored once per weight and its best way
        counts; parts said in one way only are scored together, as plain BM25.
        """
        if not query.should:
            return f"WITH matched AS (SELECT rowref, 0.0 AS score FROM {g}_doc)", []
        groups: dict[tuple[int, float], list[str]] = {}
        for number, ways in enumerate(query.should, 1):
            for clause in ways:
                groups.setdefault((number if len(ways) > 1 else 0, clause.weight), []).append(_quote(clause))
        selects = [
            f"SELECT {part} AS part, rowid AS rowref, {weight:.3f} * bm25({g}_text, 3.0, 1.0) AS score FROM {g}_text WHERE {g}_text MATCH ?"
            for part, weight in groups
        ]
        # MATERIALIZED: bm25() works only in the select that matches, so SQLite must not merge it into another.
        scored = f"WITH scored AS MATERIALIZED ({' UNION ALL '.join(selects)})"
        values = [" OR ".join(quoted) for quoted in groups.values()]
        if len(groups) == 1:
            return f"{scored}, matched AS (SELECT rowref, score FROM scored)", values
        best = "SELECT rowref, MIN(score) AS score FROM scored GROUP BY rowref, part"
        return f"{scored}, matched AS (SELECT rowref, SUM(score) AS score FROM ({best}) GROUP BY rowref)", values

    @staticmethod
    def _where(g: str, request: Request) -> tuple[str, list[str]]:
        query = request.query
        marks = ",".join("?" * len(request.audience))
        # SECURITY: the audience is part of the query itself, so counts are made inside it too.
        parts = [f"d.rowref IN (SELECT rowref FROM {g}_audience WHERE token IN ({marks}))"]
        values = sorted(request.audience)
        for clause in query.must_not:
            parts.append(f"d.rowref NOT IN (SELECT rowid FROM {g}_text WHERE {g}_text MATCH ?)")
            values.append(_quote(clause))
        for field, wanted in (("d.kind", query.kinds), ("d.status", query.states)):
            if wanted:
                parts.append(f"{field} IN ({','.join('?' * len(wanted))})")
                values += wanted
        for slug in query.topics:
            parts.append(f"d.rowref IN (SELECT rowref FROM {g}_topic WHERE slug = ?)")
            values.append(slug)
        return " AND ".join(parts), values

    def versions(self) -> Iterator[tuple[str, str]]:
        """Yield (key, version) of every live document."""
        with self._open() as db:
            g = self._live(db)
            yield from db.execute(f"SELECT key, version FROM {g}_doc").fetchall() if g else ()

    def expunge(self) -> None:
        """Rewrite the index and the file, so that deleted words are gone from the disk."""
        with self._open(write=True) as db:
            g = self._live(db)
            if g:
                db.execute(f"INSERT INTO {g}_text({g}_text) VALUES ('optimize')")
        with self._open() as db:
            db.execute("ROLLBACK")  # neither of these works inside a transaction
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def holds(self, text: str) -> int:
        """Count the rows of every generation in which the words of `text` stand one after the other, unstemmed."""
        words = " ".join(words_of(text))
        if not words:
            return 0
        found, phrase = 0, f" {words} "
        with self._open() as db:
            for g in self._generations(db):
                sql = f"SELECT COUNT(*) FROM {_safe(g)}_text WHERE instr(' '||title||' ', ?1) OR instr(' '||body||' ', ?1)"
                found += int(db.execute(sql, (phrase,)).fetchone()[0])
        return found

    def remnants(self, text: str) -> int:
        """Count the files that hold the bytes of a word, as its stem, which nothing that stands in the index explains."""
        with self._open() as db:
            lost = [stem.encode() for stem in _stems(words_of(text)) if len(stem) > 3 and not self._explains(db, stem)]
        files = [self.path.with_name(self.path.name + end) for end in ("", "-wal")]
        contents = [file.read_bytes() for file in files if file.exists()] if lost else []
        return sum(any(stem in content for stem in lost) for content in contents)

    def _explains(self, db: sqlite3.Connection, letters: str) -> bool:
        """Say whether `letters` are part of a word, a key or a name that is there to stay."""
        texts = ["SELECT 1 FROM sqlite_master WHERE instr(lower(sql), ?)"]
        for g in map(_safe, self._generations(db)):
            texts += [
                f"SELECT 1 FROM {g}_text WHERE instr(title||' '||body, ?)",
                f"SELECT 1 FROM {g}_doc WHERE instr(lower(key||' '||object_id||' '||kind||' '||status||' '||version), ?)",
                f"SELECT 1 FROM {g}_audience WHERE instr(lower(token), ?)",
                f"SELECT 1 FROM {g}_topic WHERE instr(lower(slug), ?)",
            ]
        return any(db.execute(f"{sql} LIMIT 1", (letters,)).fetchone() for sql in texts)


def _stems(words: Iterable[str]) -> list[str]:
    """Return what the index keeps of `words`, asked of FTS5 itself."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE given USING fts5(word, tokenize = '{_TOKENS}')")
        db.execute("CREATE VIRTUAL TABLE kept USING fts5vocab(given, row)")
        db.execute("INSERT INTO given VALUES (?)", (" ".join(words),))
        return [str(term) for (term,) in db.execute("SELECT term FROM kept")]


def _safe(generation: str) -> str:
    """Return the name of a generation, which becomes part of SQL; refuse anything that we did not make."""
    if not generation.isalnum():
        raise ValueError("not the name of a generation")
    return generation


def _quote(clause: Clause) -> str:
    """Return a clause as an FTS5 phrase. Words hold letters and digits only, so nothing can end the quotation."""
    return '"' + " ".join(clause.words) + '"'
