"""The portrait of each zone chosen, or of the commune: how many, what changed, of what kind, what is felt and done."""

from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from analytics.blocks.last_months import last_months
from analytics.charts import small
from analytics.disclosure import Status
from analytics.figures import changes, counts, surveys, zones_compared
from analytics.figures.evaluations import Evaluated
from analytics.statistics.words import SurveyWord
from analytics.text import actions as texts
from analytics.text import chips, feeling, formats, fr, readings
from analytics.text.markdown import literal, plain
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.screens import similar_zones
from pages.app.screens.actions import register
from pages.app.screens.carte import felt_and_done, zone_map
from pages.app.session import Session
from pages.app.widgets import block, chip, tableau

_MOST = 3
_NOISE = "bruit_tapage"
"""The category that residents ask about first, whatever the map shows."""
_WIDTH = 380
"""Of the column of the portrait, in px."""
_SHOWN = 3
"""Categories drawn; the table has them all."""
_COMPOSITION_COLUMNS = ["category", "n_events", "n_commune", "share_pct"]


def map_and_portrait(session: Session, choice: Choice) -> None:
    """Draw the atlas, and the portraits of the zones chosen beside its map."""
    with st.container(key="map-and-portrait"):
        zone_map.atlas_of(session, choice)
        _draw(session, choice)


def _draw(session: Session, choice: Choice) -> None:
    with st.container(key="portrait", gap="small"):
        for zone in _shown(choice):
            _head(session, choice, zone)
            if zone is not None:
                _noise(session, choice, zone)
            if zone == _shown(choice)[0] and not projection.is_on():
                _links()
            _change(session, choice, zone)
            # Projected, one idea a page: the rest is read on a desk.
            if not projection.is_on():
                _composition(session, choice, zone)
                _felt(session, choice, zone)
                _done(session, zone)
                if zone is not None:
                    _to_take_away(session, choice, zone)


def details(session: Session, choice: Choice) -> None:
    """Write what the portraits rest on: every category, and the zones that are like each."""
    for zone in _shown(choice):
        if not choice.selection.category:
            table, labels = session.ask(counts.composition, choice.selection, zone), _categories(session, choice)
            note = readings.categories(table, labels)
            st.markdown(f"**{fr.COMPOSITION} – {_name(choice, zone)}.** {note}")
            key = f"carte-composition-{zone}"
            block.twin(table, key=key, columns=_COMPOSITION_COLUMNS, labels=labels, note=note)
        if zone is not None:
            similar_zones.in_words(session, choice, zone)


def _shown(choice: Choice) -> tuple[str | None, ...]:
    return choice.zones[:_MOST] or (None,)


def _name(choice: Choice, zone: str | None) -> str:
    return fr.WHOLE_COMMUNE if zone is None else literal(choice.labels[zone])


def _row(table: pd.DataFrame, zone: str | None) -> pd.Series:
    """The row of a zone, or the last one, of the commune."""
    return table.iloc[-1 if zone is None else table["zone_code"].tolist().index(zone)]


def _head(session: Session, choice: Choice, zone: str | None) -> None:
    """How many, which rate with its margin, and where it lies among all."""
    st.header(_name(choice, zone) if zone is None else f"{fr.PORTRAIT} – {_name(choice, zone)}", anchor=False)
    table = session.ask(zones_compared.table, choice.selection)
    row = _row(table.frame, zone)
    st.markdown(readings.portrait(row, table.frame.iloc[-1], choice.indicator))
    if zone is None and choice.labels:
        st.caption(fr.PICK_A_ZONE)
    if drawn := small.strip(table, row.name, large=projection.is_on()):
        reading = readings.among(table, row, choice.selection.level)
        st.image(drawn, alt=plain(reading), width="stretch")
        st.caption(reading)


def _noise(session: Session, choice: Choice, zone: str) -> None:
    """What changed in noise, in each indicator that counts it."""
    level, parts = choice.selection.level, []
    for one in session.ask(counts.available_indicators):
        asked = filters.asked(session.release, slug=one.slug, compared=True)
        known = session.ask(counts.available_categories, one.slug)
        if asked is None or asked.selection.level is not level or _NOISE not in known:
            continue
        selection = replace(asked.selection, category=_NOISE, champ=None)
        row = _row(session.ask(changes.with_commune, selection, asked.comparison).frame, zone)
        if row["status"] == Status.PUBLISHED:
            parts.append(f"{one.label} {chips.badge(row['word'])}")
    if parts:
        st.markdown(f"**{literal(session.release.nomenclature.label(_NOISE))}** · {' · '.join(parts)}")


def _change(session: Session, choice: Choice, zone: str | None) -> None:
    """What changed, as a chip and in words, and the last months over their usual band."""
    row = _row(session.ask(changes.with_commune, choice.selection, choice.comparison).frame, zone)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{fr.WHAT_CHANGED}**", width="content")
        if row["status"] == Status.PUBLISHED:
            chip.draw(row["word"])
        elif row["incomparable"]:
            chip.draw(SurveyWord.NOT_COMPARABLE)
    st.markdown(readings.change(row))
    label = choice.labels[zone] if zone else ""
    block.draw_picture(session, last_months, choice.selection, zone, label, width=_WIDTH)


def _composition(session: Session, choice: Choice, zone: str | None) -> None:
    """The most frequent categories, each beside its share of the commune's facts."""
    if choice.selection.category:
        return
    table, commune = (session.ask(counts.composition, choice.selection, one) for one in (zone, None))
    labels = _categories(session, choice)
    st.markdown(f"**{fr.COMPOSITION}**")
    shares = table.frame[table.frame["share_pct"].notna() & (table.frame["n_events"] > 0)].head(_SHOWN)
    reading = readings.categories(table, labels)
    if shares.empty:
        st.markdown(reading)
        return
    ofall = commune.frame.set_index("category")["share_pct"].reindex(shares["category"])
    st.image(
        small.bars(
            [labels[slug] for slug in shares["category"]],
            [formats.integer(count) for count in shares["n_events"]],
            shares["share_pct"].astype(float).tolist(),
            ofall.astype(float).tolist(),
            large=projection.is_on(),
        ),
        alt=plain(reading),
        width="stretch",
    )
    st.caption(fr.COMPOSITION_NOTE)


def _categories(session: Session, choice: Choice) -> dict[str, str]:
    known = session.ask(counts.available_categories, choice.selection.indicator)
    return {slug: session.release.nomenclature.label(slug) for slug in known}


def _felt(session: Session, choice: Choice, zone: str | None) -> None:
    """The share of unfavourable answers to the first questions, with its margin."""
    st.markdown(f"**{feeling.HERE}**")
    level, code = choice.selection.level, zone or session.commune.insee_code
    asked = felt_and_done.questions(session, level)
    if not asked:
        st.markdown(feeling.NOT_HERE)
    for wave, question in asked:
        table = session.ask(surveys.shares, wave, question, level).frame
        rows = table[table["zone_code"] == code]
        row = rows.iloc[0] if len(rows) else None
        reading = feeling.zone(question.wording, wave.wave, row)
        st.markdown(reading)
        if row is not None and pd.notna(row["share_pct"]):
            limits = [float(row[one]) for one in ("share_pct", "low_pct", "high_pct")]
            commune = float(table.iloc[0]["share_pct"])
            st.image(
                small.share(*limits, commune=commune, large=projection.is_on()), alt=plain(reading), width="stretch"
            )


def _done(session: Session, zone: str | None) -> None:
    """Actions of the zone, or of the whole commune."""
    own = _own(session, zone)
    st.markdown(f"**{texts.HERE if zone else texts.EVERYWHERE}**")
    if not own:
        st.markdown(texts.NONE_HERE if zone else texts.NONE_EVERYWHERE)
        return
    rows = [
        [
            f"<div>{tableau.link(one.action.name, screen='actions', action=str(one.action.number))}</div>"
            f"<div>{tableau.text(texts.when(one.action))}</div>",
            chip.markup(one.word or chips.UNJUDGED),
        ]
        for one in own
    ]
    heads = {name: tableau.text(texts.HEADS[name]) for name in ("name", "verdict")}
    caption = texts.HERE if zone else texts.EVERYWHERE
    tableau.draw(heads, [("", rows)], key=f"actions-of-{zone}", caption=caption, is_headed=False)


def _links() -> None:
    """Other screens, to which the address carries the zones chosen."""
    with st.container(horizontal=True, gap="small"):
        for slug, label in fr.PORTRAIT_LINKS.items():
            st.page_link(address.page(slug), label=label)


def _to_take_away(session: Session, choice: Choice, zone: str) -> None:
    """The portrait as a document of one page, made once it is asked for."""
    st.download_button(
        fr.PORTRAIT_PAGE,
        data=partial(_page, session, choice, zone),
        file_name=f"portrait-{''.join(filter(str.isalnum, zone))}.pdf",
        key=f"portrait-page-{zone}",
        icon=":material/download:",
        on_click="ignore",
    )


def _page(session: Session, choice: Choice, zone: str) -> bytes:
    from analytics.export import portrait  # No screen waits for its libraries.

    level = choice.selection.level
    return portrait.pdf(
        session.release,
        choice.selection,
        choice.comparison,
        zone,
        measure=choice.measure,
        asked=felt_and_done.questions(session, level),
        actions=_own(session, zone),
        today=date.today(),
    )


def _own(session: Session, zone: str | None) -> list[Evaluated]:
    """Actions of the zone, or of the whole commune, those that run first, each with its verdict."""
    today, verdicts = date.today(), register.verdicts(session, session.actions)
    actions = session.journal.actions(zone=zone) if zone else session.journal.actions()
    # An action of the whole commune is no zone's own.
    own = [one for one in actions if bool(one.zones) is bool(zone)]
    own.sort(key=lambda one: (one.end is not None and one.end < today, one.start))
    return [verdicts[one.number] for one in own]
