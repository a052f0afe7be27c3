"""Parts of the screen « Méthode »: verdicts drawn, words, sheets of indicators and of champs d'action, all searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from analytics.charts import small
from analytics.indicators import Indicator, indicators
from analytics.text import chips, formats, fr, glossary, guide, headlines
from analytics.text.glossary import Verdict, Word
from analytics.text.guide import Step
from analytics.text.markdown import literal
from analytics.text.verdicts import WORDS
from data import reference
from data.reference import Nomenclature
from pages.app.reader import address, filters, projection
from pages.app.session import Session
from pages.app.widgets import chip

_KIND = "sorte"
"""Part of the address that says what kind of definitions is asked."""
_PICTURES = Path(__file__).parents[1] / "static" / "guide"


@dataclass(frozen=True)
class Request:
    """What the reader looks for: words of a search, among one kind of definitions or, for ``MAIN``, all."""

    words: str
    kind: str

    @property
    def is_main(self) -> bool:
        """Whether nothing is asked: only what fits on a screen is then shown."""
        return not self.words.strip() and self.kind == glossary.MAIN

    def finds(self, kind: str, *texts: str) -> bool:
        """Whether a definition of a kind, that holds some texts, is one that the reader looks for."""
        return self.kind in (glossary.MAIN, kind) and glossary.matches(self.words, texts)


def headline(session: Session) -> str:
    """How many definitions there are, or what « Prise en main » leads to."""
    if address.get(_KIND) == guide.KIND:
        return guide.HEADLINE
    return headlines.of_words(len(indicators()), len(_nomenclature(session).champs), glossary.N_WORDS)


def read(session: Session) -> Request:
    """Draw the search and the kinds, and read them."""
    with filters.row():
        words = filters.search("mots", glossary.SEARCH)
        kind = filters.pills(
            _KIND, glossary.KIND, glossary.pills(len(indicators()), len(_nomenclature(session).champs))
        )
    return Request(words, kind)


def definitions(session: Session, request: Request) -> None:
    """What the reader looks for; what a first reader needs, where nothing is."""
    if request.is_main:
        _essentials()
    else:
        _answers(session, request)


def _essentials() -> None:
    """The verdicts, and how figures are read."""
    left, right = st.columns((3, 2), gap="large")
    with left:
        _verdicts([*glossary.MEANINGS])
    with right:
        _words(glossary.FIGURES, glossary.WORDS[glossary.FIGURES])


def _answers(session: Session, request: Request) -> None:
    """Every definition that the reader looks for, or that there is none."""
    nomenclature = _nomenclature(session)
    verdicts = [
        code
        for code, one in glossary.MEANINGS.items()
        if request.finds(glossary.VERDICTS, chips.word(code), WORDS.get(code, ""), *one)
    ]
    words = {kind: [one for one in several if request.finds(kind, *one)] for kind, several in glossary.WORDS.items()}
    measured = [one for one in indicators().values() if request.finds(glossary.INDICATORS, *_said_of(one))]
    champs = [
        slug for slug in nomenclature.champs if request.finds(glossary.CHAMPS, *_said_of_champ(nomenclature, slug))
    ]
    steps = [one for one in guide.STEPS if request.finds(guide.KIND, one.title, one.text)]
    if verdicts:
        _verdicts(verdicts, with_details=True)
    for kind, found in words.items():
        if found:
            _words(kind, found, with_details=True)
    if measured:
        _indicators(measured)
    if champs:
        _champs(nomenclature, champs)
    if steps:
        _steps(steps)
    if not (verdicts or any(words.values()) or measured or champs or steps):
        st.info(glossary.NOT_FOUND.format(asked=literal(request.words)))


def _nomenclature(session: Session) -> Nomenclature:
    """The champs of the commune, which has them before it has data."""
    return reference.read(session.commune.home)


def _said_of(one: Indicator) -> tuple[str, ...]:
    return one.label, one.definition, one.unit, one.noun, one.source, *one.caveats


def _said_of_champ(nomenclature: Nomenclature, slug: str) -> tuple[str, ...]:
    """What a champ is called and is for, and the categories that serve it, with all their spellings."""
    champ, served = nomenclature.champs[slug], nomenclature.of_champ(slug)
    categories = [nomenclature.categories[category] for category in served]
    spellings = [text for one in categories for text in (one.label, one.definition, *one.aliases)]
    return champ.label, champ.definition, *spellings


def _verdicts(codes: Sequence[str], *, with_details: bool = False) -> None:
    """Verdicts, one row each: chip, picture of figures that give it, and what it does not say."""
    st.header(glossary.KINDS[glossary.VERDICTS], anchor=False)
    st.caption(glossary.VERDICTS_NOTE)
    with st.container(gap=None, key="verdicts"):
        for code in codes:
            word, picture, meaning = st.columns((5, 4, 9), vertical_alignment="center", gap="small")
            with word:
                chip.draw(code)
            if code in small.EXAMPLES:
                with picture:
                    reading = glossary.drawn(code, *small.EXAMPLES[code])
                    st.image(small.example(code, large=projection.is_on()), alt=reading)
            meaning.markdown(_said(glossary.MEANINGS[code], with_details))


def _words(kind: str, words: Sequence[Word], *, with_details: bool = False) -> None:
    """Words of a topic."""
    st.header(glossary.KINDS[kind], anchor=False)
    with st.container(key=f"words-{kind}"):
        st.markdown("\n\n".join(f"**{one.name}**  \n{_said(one, with_details)}" for one in words))


def _steps(steps: Sequence[Step]) -> None:
    """Steps of « Prise en main », each beside its picture."""
    for step in steps:
        text, picture = st.columns((2, 3), gap="large")
        with text:
            st.header(step.title, anchor=False)
            st.markdown(step.text)
        with picture.container(border=True):
            st.image(_PICTURES / f"{step.picture}.png", alt=step.alt)


def _said(one: Verdict | Word, with_details: bool) -> str:
    return f"{one.meaning} {one.detail}".strip() if with_details else one.meaning


def _indicators(several: Sequence[Indicator]) -> None:
    """Indicators: definition, unit, source, limits, review."""
    st.header(glossary.KINDS[glossary.INDICATORS], anchor=False)
    for indicator in several:
        with st.expander(indicator.label):
            st.markdown(indicator.definition)
            st.markdown(
                f"{fr.labelled(fr.UNIT, indicator.unit)}. {fr.labelled(fr.SOURCE, indicator.source)}. "
                f"{fr.labelled(fr.REVIEWED, formats.day(indicator.reviewed))}."
            )
            st.markdown("\n".join(f"- {caveat}" for caveat in indicator.caveats))


def _champs(nomenclature: Nomenclature, slugs: Sequence[str]) -> None:
    """Champs d'action, with the categories that serve each."""
    st.header(glossary.KINDS[glossary.CHAMPS], anchor=False)
    for slug in slugs:
        champ = nomenclature.champs[slug]
        served = [nomenclature.label(category) for category in nomenclature.of_champ(slug)]
        with st.expander(literal(champ.label)):
            st.markdown(literal(champ.definition))
            st.markdown(
                f"{fr.labelled(fr.CATEGORIES, literal(formats.enumeration(served)))}." if served else fr.NO_CATEGORY
            )
