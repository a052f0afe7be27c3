"""Parts of the screen « Méthode »: indicators, champs d'action and words, defined."""

import streamlit as st

from analytics.indicators import indicators
from analytics.text import formats, fr
from analytics.text.markdown import literal
from pages.app.session import Session


def indicator_sheets(session: Session, _: None) -> None:
    """Every indicator: definition, unit, source, limits, review."""
    for indicator in indicators().values():
        with st.expander(indicator.label):
            st.markdown(indicator.definition)
            st.markdown(
                f"{fr.labelled(fr.UNIT, indicator.unit)}. {fr.labelled(fr.SOURCE, indicator.source)}. "
                f"{fr.labelled(fr.REVIEWED, formats.day(indicator.reviewed))}."
            )
            st.markdown("\n".join(f"- {caveat}" for caveat in indicator.caveats))


def champs(session: Session, _: None) -> None:
    """The champs d'action and the categories that serve each."""
    nomenclature = session.release.nomenclature
    st.subheader(fr.CHAMPS, anchor=False)
    for slug, champ in nomenclature.champs.items():
        served = [nomenclature.label(category) for category in nomenclature.of_champ(slug)]
        with st.expander(literal(champ.label)):
            st.markdown(literal(champ.definition))
            st.markdown(
                f"{fr.labelled(fr.CATEGORIES, literal(formats.enumeration(served)))}." if served else fr.NO_CATEGORY
            )


def glossary(session: Session, _: None) -> None:
    """The words of the screens."""
    st.subheader(fr.WORDS, anchor=False)
    st.markdown("\n".join(fr.labelled(f"- **{word}**", meaning) for word, meaning in fr.GLOSSARY.items()))
