"""What every engine must do. A limit of an engine would be a skip with its reason; there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from search.documents import Document, Kind
from search.engine import Engine, Request
from search.models import Term
from search.query_language import parse
from search.vocabulary import expand

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def document(pk: str, title: str, body: str = "", audience: tuple[str, ...] = ("public",), **more: object) -> Document:
    fields = {"kind": Kind.DISCUSSION, "created": NOW, "updated": NOW, "source": "test.thing", **more}
    return Document(object_id=pk, title=title, body=body, audience=frozenset(audience), **fields)  # type: ignore[arg-type]


class EngineContract:
    """Inherit, and provide a fixture `engine` that is empty."""

    def ask(self, engine: Engine, text: str, *audience: str, **more: object) -> list[str]:
        request = Request(parse(text), frozenset(audience or ("public",)), **more)  # type: ignore[arg-type]
        return [key.object_id for key in engine.search(request).hits]

    def test_an_empty_index_finds_nothing(self, engine: Engine) -> None:
        assert self.ask(engine, "diazepam") == []

    def test_only_holders_of_a_token_find_a_document(self, engine: Engine) -> None:
        engine.write(
            [document("1", "diazepam taper", audience=("board:1",)), document("2", "diazepam", audience=("board:2", "board:3"))]
        )
        assert self.ask(engine, "diazepam", "board:1") == ["1"]
        assert self.ask(engine, "diazepam", "board:3", "board:9") == ["2"]
        assert self.ask(engine, "diazepam", "public") == []

    def test_no_token_matches_nothing_never_everything(self, engine: Engine) -> None:
        engine.write([document("1", "diazepam"), document("2", "diazepam", audience=())])
        answer = engine.search(Request(parse("diazepam"), frozenset()))
        assert (answer.hits, answer.total, answer.kinds) == ([], 0, {})
        assert self.ask(engine, "diazepam") == ["1"]

    def test_counts_are_made_inside_the_audience(self, engine: Engine) -> None:
        engine.write([document("1", "taper", kind=Kind.CASE, audience=("board:1",)), document("2", "taper", kind=Kind.GUIDANCE)])
        answer = engine.search(Request(parse("taper"), frozenset({"public"})))
        assert (answer.total, answer.kinds) == (1, {"guidance": 1})

    def test_a_kind_narrows_the_hits_and_leaves_the_other_counts(self, engine: Engine) -> None:
        engine.write([document("1", "taper", kind=Kind.CASE), document("2", "taper", kind=Kind.GUIDANCE)])
        answer = engine.search(Request(parse("taper"), frozenset({"public"}), kinds=("case",)))
        assert ([key.object_id for key in answer.hits], answer.total, answer.kinds) == (["1"], 1, {"case": 1, "guidance": 1})

    def test_what_it_holds_is_the_words_one_after_the_other_in_any_spelling(self, engine: Engine) -> None:
        engine.write(
            [document("1", "A taper", "A second look at the stairs; it collapsed."), document("2", "Émile Çelik’s taper")]
        )
        assert (engine.holds("second LOOK at"), engine.holds("E\u0301mile c\u0327elik"), engine.holds("taper")) == (1, 1, 2)
        assert engine.holds("a second collapse on the stairs") == 0, "single words stand in many texts"
        assert engine.remnants("a second collapse on the stairs") == 0, "and say nothing"
        assert engine.holds("absent") == engine.remnants("absent") == engine.holds("...") == engine.remnants("...") == 0

    def test_a_deleted_word_remains_until_a_new_generation_replaces_the_old(self, engine: Engine) -> None:
        engine.write([document("1", "zyzzogetons Çelikova taper"), document("2", "other taper", "words")])
        engine.write([], delete=["test.thing:1"])
        assert (engine.holds("zyzzogetons"), engine.remnants("Zyzzogetons")) == (0, 1)
        assert engine.remnants("the taper of Çelikova") == 1, "the rarest word tells"
        assert engine.remnants("taper") == 0, "in use elsewhere"
        generation = engine.create()
        engine.write([document("2", "other taper", "words")], generation=generation)
        engine.activate(generation)
        engine.expunge()
        assert engine.remnants("zyzzogetons") == engine.remnants("the taper of Çelikova") == 0
        assert engine.holds("words") == 1

    def test_writing_again_replaces(self, engine: Engine) -> None:
        engine.write([document("1", "methadone")])
        engine.write([document("1", "buprenorphine")])
        assert self.ask(engine, "methadone") == []
        assert self.ask(engine, "buprenorphine") == ["1"]

    def test_deleting_removes_and_deleting_the_absent_is_fine(self, engine: Engine) -> None:
        engine.write([document("1", "methadone")])
        engine.write([], delete=["test.thing:1", "test.thing:404"])
        assert self.ask(engine, "methadone") == []

    def test_words_are_stemmed_and_accents_folded(self, engine: Engine) -> None:
        engine.write([document("1", "Tapering benzodiazepines: naïve starts")])
        assert self.ask(engine, "taper") == self.ask(engine, "benzodiazepine") == self.ask(engine, "naive") == ["1"]

    def test_a_phrase_needs_its_words_in_a_row(self, engine: Engine) -> None:
        engine.write([document("1", "x", "missed methadone doses"), document("2", "x", "doses of methadone were missed")])
        assert self.ask(engine, '"missed methadone"') == ["1"]

    def test_a_word_can_be_left_out(self, engine: Engine) -> None:
        engine.write([document("1", "diazepam taper"), document("2", "diazepam alcohol")])
        assert self.ask(engine, "diazepam -alcohol") == ["1"]

    def test_any_word_finds_and_more_words_rank_higher(self, engine: Engine) -> None:
        engine.write([document("1", "x", "diazepam"), document("2", "x", "diazepam taper"), document("3", "x", "ketamine")])
        assert self.ask(engine, "diazepam taper")[0] == "2"
        assert set(self.ask(engine, "diazepam taper")) == {"1", "2"}

    def test_the_title_counts_for_more_than_the_body(self, engine: Engine) -> None:
        engine.write([document("1", "other", "pregabalin " + "word " * 5), document("2", "pregabalin", "word " * 6)])
        assert self.ask(engine, "pregabalin") == ["2", "1"]

    def test_current_guidance_stands_before_a_discussion_that_matches_as_well_and_superseded_guidance_after(
        self, engine: Engine
    ) -> None:
        same = ("diazepam taper", "slow down as the dose falls")
        talk, current = document("1", *same), document("2", *same, kind=Kind.GUIDANCE, updated=NOW - timedelta(days=400))
        old = document("3", *same, kind=Kind.GUIDANCE, demoted=True, updated=NOW + timedelta(days=1))
        engine.write([talk, current, old, document("4", "naloxone")])
        assert self.ask(engine, "diazepam taper") == ["2", "1", "3"]
        assert self.ask(engine, "diazepam taper", newest_first=True) == ["3", "1", "2"]

    def test_what_is_demoted_ranks_below(self, engine: Engine) -> None:
        engine.write([document("1", "naloxone naloxone", "naloxone", demoted=True), document("2", "naloxone", "supply " * 3)])
        assert self.ask(engine, "naloxone") == ["2", "1"]

    def test_newest_first(self, engine: Engine) -> None:
        engine.write([document("1", "naloxone naloxone"), document("2", "x", "naloxone", updated=NOW + timedelta(days=1))])
        assert self.ask(engine, "naloxone", newest_first=True) == ["2", "1"]

    def test_topics_and_states_filter(self, engine: Engine) -> None:
        engine.write([document("1", "a", topics=("ghb",), status="open"), document("2", "b", topics=("ghb",), status="answered")])
        assert set(self.ask(engine, "topic:ghb")) == {"1", "2"}
        assert self.ask(engine, "topic:ghb is:answered") == ["2"]

    def test_pages_do_not_overlap(self, engine: Engine) -> None:
        engine.write([document(str(n), "spice", f"word{n}") for n in range(30)])
        first, second = self.ask(engine, "spice", size=20), self.ask(engine, "spice", size=20, offset=20)
        assert (len(first), len(second), len({*first, *second})) == (20, 10, 30)

    @pytest.mark.django_db
    @pytest.mark.parametrize("text", ["benzo", "benzos", "benzodiazepines", "diazepam taper", "Valium reduction regimen"])
    def test_the_vocabulary_finds_other_names(self, engine: Engine, text: str) -> None:
        broad = Term.objects.create(slug="benzodiazepines", name="Benzodiazepines", synonyms=["benzo", "benzos"])
        Term.objects.create(slug="diazepam", name="Diazepam", synonyms=["Valium"], broader=broad)
        Term.objects.create(slug="taper", name="Taper", synonyms=["reduction regimen"])
        engine.write([document("1", "Stuck half way", "a diazepam taper that stalled"), document("2", "Ketamine bladder")])
        request = Request(expand(parse(text)), frozenset({"public"}))
        assert [key.object_id for key in engine.search(request).hits] == ["1"]

    @pytest.mark.django_db
    def test_a_narrower_name_does_not_find_the_broader(self, engine: Engine) -> None:
        broad = Term.objects.create(slug="benzodiazepines", name="Benzodiazepines")
        Term.objects.create(slug="diazepam", name="Diazepam", broader=broad)
        engine.write([document("1", "benzodiazepines at large")])
        assert engine.search(Request(expand(parse("diazepam")), frozenset({"public"}))).hits == []

    @pytest.mark.parametrize(
        "text",
        [
            '"',
            '"(',
            "AND",
            "* OR *",
            "x:y",
            "-",
            "a:b:c",
            "' OR 1=1 --",
            "\x00",
            "😀 β-blocker",
            "((((",
            "NEAR(a b)",
            "{}[]\\",
            "-" * 200,
        ],
    )
    def test_no_text_breaks_it(self, engine: Engine, text: str) -> None:
        engine.write([document("1", "diazepam")])
        assert self.ask(engine, text) in ([], ["1"])

    def test_a_new_generation_is_seen_only_once_it_is_live(self, engine: Engine) -> None:
        engine.write([document("1", "methadone")])
        generation = engine.create()
        engine.write([document("2", "methadone")], generation=generation)
        assert self.ask(engine, "methadone") == ["1"]
        engine.activate(generation)
        assert self.ask(engine, "methadone") == ["2"]

    def test_a_dropped_generation_leaves_the_live_one(self, engine: Engine) -> None:
        engine.write([document("1", "methadone")])
        engine.drop(engine.create())
        assert self.ask(engine, "methadone") == ["1"]

    def test_versions_name_every_document(self, engine: Engine) -> None:
        assert list(engine.versions()) == []
        engine.write([document(str(n), "methadone") for n in range(3)])
        before = dict(engine.versions())
        engine.write([document("1", "changed")])
        after = dict(engine.versions())
        assert set(before) == {"test.thing:0", "test.thing:1", "test.thing:2"}
        assert {key for key in before if before[key] != after[key]} == {"test.thing:1"}
