"""Addresses located on this machine: the street and the number that a text means, among those of the commune.

A text is compared with the streets of the commune's extract of the national base (BAN), and goes nowhere.
"""

import re
from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import reference
from data.intake import personal
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

COLUMNS = ("label", "postcode", "town", "former_town", "number", "suffix", "lon", "lat")
"""What is known of an address."""
SIMILAR = 0.9
"""Least similarity of a street's name with the one that it is taken for."""
_MARGIN = 0.05
"""By how much it must be more similar than any other."""
_ALIKE = 0.7
"""Least similarity that is worth proposing to a person; what is further from every street may be anything."""
_APART = 0.002
"""Degrees: two places further from each other, under one number, are not one address."""
_CHUNK = 500

_TYPES = {
    "avenue": "av ave aven", "boulevard": "bd bld blv blvd boul bvd", "place": "pl plc", "impasse": "imp",
    "chemin": "ch che chem", "route": "rte rt", "allee": "all", "allees": "", "square": "sq", "faubourg": "fg fbg fbrg",
    "rue": "r", "quai": "q qu", "cours": "crs", "passage": "pass psg", "promenade": "prom", "esplanade": "esp",
    "rond": "", "sentier": "sen", "sente": "", "villa": "", "cite": "", "voie": "", "venelle": "ven", "ruelle": "rle",
    "traverse": "tra", "montee": "mte", "cote": "", "mail": "", "parvis": "", "pont": "",
    "chaussee": "chs", "galerie": "", "hameau": "ham", "passerelle": "", "port": "", "carrefour": "car",
}  # fmt: skip
_TITLES = {
    "saint": "st", "sainte": "ste", "general": "gal gen", "marechal": "mal", "docteur": "dr", "president": "pdt pres",
    "commandant": "cdt", "capitaine": "cne", "colonel": "col", "lieutenant": "lt ltn", "sergent": "sgt",
    "professeur": "prof pr", "monseigneur": "mgr", "notre dame": "nd", "faubourg": "fg fbg",
}  # fmt: skip
_ARTICLES = {"de", "du", "des", "la", "le", "les", "l", "d"}


def _by_abbreviation(words: dict[str, str]) -> dict[str, str]:
    return {short: word for word, shorts in words.items() for short in shorts.split()}


_WHOLE_TYPE, _WHOLE_TITLE = _by_abbreviation(_TYPES), _by_abbreviation(_TITLES)
_TYPE = rf"(?:{'|'.join((*_TYPES, *_WHOLE_TYPE))})\b"
_REPEATED = {"bis": "b", "ter": "t", "quater": "q", "quinquies": "c"}
_SUFFIX = rf"(?: ?({'|'.join(_REPEATED)})\b|([a-z])\b"
_NUMBER = rf"0*(\d{{1,4}}){_SUFFIX}| ([a-z])(?= {_TYPE}))?"
_MARK = r"(?:n |no |num |numero )?"
_RANGE = re.compile(rf"^{_MARK}{_NUMBER}(?: (?:a |et |ou )?\d{{1,4}}(?: ?[a-z]| bis| ter)?)* ({_TYPE} .+)$")
_BEFORE_TYPE = re.compile(rf"\b{_NUMBER} ({_TYPE} .+)$")
_BEFORE_NAME = re.compile(rf"^{_MARK}0*(\d{{1,4}}){_SUFFIX})? (?!\d)(.+)$")
_AFTER_NAME = re.compile(rf"^(.*?[a-z].*?) {_MARK}0*(\d{{1,4}}){_SUFFIX}| ([a-z]))?$")
_FROM_TYPE = re.compile(rf"\b{_TYPE} .+$")
_POSTCODE = re.compile(r"\b\d{5}\b")

_Reading = tuple[str, int | None, str]
"""Comparable name of a street, number and suffix."""


def street_name(text: str) -> str:
    """Comparable name of a street: without case, accents, articles nor abbreviations."""
    words = _in_full(reference.normalise(text)).split()
    words = [word for word in words if word not in _ARTICLES] or words
    return " ".join([_WHOLE_TYPE.get(word, word) for word in words[:1]] + words[1:])


def read(connection: duckdb.DuckDBPyConnection) -> "Gazetteer":
    """The streets and numbers that a snapshot holds: none before an extract is loaded."""
    return Gazetteer(connection.execute(statement("addresses")).df())


class Gazetteer:
    """Streets and numbers of a commune.

    Parameters
    ----------
    addresses : one row per number, with ``COLUMNS``: ``label`` is the street as published, ``suffix`` in lower case
        and may be empty, ``lon`` and ``lat`` are degrees.

    Attributes
    ----------
    streets : comparable names, shape (s,); where a name is that of streets of several postcodes, it stands for all of
        them, and once more with each postcode for those alone.
    lon, lat : places of the numbers of all streets, street after street, shape (n,).
    first : position of each street's first address, shape (s,).
    """

    def __init__(self, addresses: pd.DataFrame) -> None:
        names = {label: street_name(label) for label in addresses["label"].unique()}
        known = addresses.assign(
            street=addresses["label"].map(names).astype(object),
            suffix=addresses["suffix"].map(lambda suffix: _REPEATED.get(suffix, suffix)),
        )
        shared = known.groupby("street")["postcode"].transform("nunique") > 1
        apart = known[shared].assign(street=lambda rows: rows["street"] + " " + rows["postcode"])
        places = pd.concat([known, apart]).sort_values(["street", "number", "suffix"], ignore_index=True)
        starts = ~places["street"].duplicated()
        self.streets: NDArray[np.object_] = places.loc[starts, "street"].to_numpy(dtype=object)
        self.lon: NDArray[np.float64] = places["lon"].to_numpy()
        self.lat: NDArray[np.float64] = places["lat"].to_numpy()
        self.first: NDArray[np.int64] = np.flatnonzero(starts)
        self._labels = places.loc[starts, "label"].to_numpy(dtype=object)
        self._position = {street: position for position, street in enumerate(self.streets)}
        self._names = sorted(set(names.values()))
        self._numbers = _numbers(places)
        self._postcodes = set(known["postcode"])
        self._town, self._town_last = _town(pd.concat([known["town"], known["former_town"]]).dropna().unique())

    def match(self, texts: Sequence[str]) -> pd.DataFrame:
        """Locate addresses; worth giving each text once.

        Returns
        -------
        One row per text: ``lon``, ``lat`` (degrees, NaN without a match; the middle number of a street known alone),
        ``score`` (0 to 1: similarity of the street's name), ``precision`` (``housenumber``, ``street`` or ``none``),
        ``street`` (its position in ``streets``; -1 without a match), ``written`` (what the text calls the street,
        comparable, without number; empty where it resembles none, or says more),
        ``suggestion`` (the street, as published, that an unmatched text resembles, else None).

        Notes
        -----
        A street bears the name of the text to the letter, else is similar enough and clearly more than any other; how
        many words a name has and its digits (« 8 mai 1945 ») are never approximate. Two equally similar streets, a
        crossing of streets, another town and the town's name alone are no match. A suffix that is unknown (« 12 ter »)
        is that of the number itself.
        """
        answers: list[tuple[int, int, float, str, str | None]] = [(-1, -1, 0.0, "", None)] * len(texts)
        unknown: list[tuple[int, str, list[_Reading]]] = []
        for i, text in enumerate(texts):
            postcode, plain, bare = self._parts(text)
            # A street may bear the name of the town: it is looked for with what ends the text, then without.
            versions = dict.fromkeys((plain, bare)) if bare else ()
            possible = (reading for version in versions for reading in _readings(version))
            exact = next((reading for reading in possible if reading[0] in self._position), None)
            if exact:
                answers[i] = (*self._address(exact, postcode), 1.0, exact[0], None)
            elif bare:
                unknown.append((i, postcode, [*_readings(bare)]))
        for (i, postcode, readings), (which, name, score, second) in zip(
            unknown, self._similar([readings for *_, readings in unknown]), strict=True
        ):
            written, number, suffix = readings[which]
            # One word more may be another town.
            has_its_words = len(written.split()) == len(name.split())
            if has_its_words and score >= SIMILAR and score - second >= _MARGIN:
                answers[i] = (*self._address((name, number, suffix), postcode), score, written, None)
            elif score >= _ALIKE and not says_more(written, name):
                answers[i] = (-1, -1, score, written, self._labels[self._position[name]])
            else:
                answers[i] = (-1, -1, score, "", None)
        return self._table(answers)

    def positions(self, names: Sequence[str]) -> NDArray[np.int32]:
        """Position in ``streets`` of each name, -1 for those that the commune no longer has."""
        return np.array([self._position.get(name, -1) for name in names], dtype=np.int32)

    def _table(self, answers: Sequence[tuple[int, int, float, str, str | None]]) -> pd.DataFrame:
        street, address = (np.array([answer[i] for answer in answers], dtype=np.int64) for i in (0, 1))
        ends = np.append(self.first[1:], len(self.lon))
        middle = ((self.first + ends) // 2)[street] if len(self.first) else street
        chosen = np.where(address >= 0, address, middle)
        lon, lat = (
            np.where(street >= 0, degrees[chosen], np.nan) if len(degrees) else np.full(len(street), np.nan)
            for degrees in (self.lon, self.lat)
        )
        *_, score, written, suggestion = zip(*answers, strict=True) if answers else [()] * 5
        return pd.DataFrame(
            {
                "lon": lon,
                "lat": lat,
                "score": np.array(score, dtype=np.float64),
                "precision": np.select([address >= 0, street >= 0], ["housenumber", "street"], "none"),
                "street": street,
                "written": pd.Series(written, dtype=object),
                "suggestion": pd.Series(suggestion, dtype=object),
            }
        )

    def _address(self, reading: _Reading, postcode: str) -> tuple[int, int]:
        """Positions of a street, and of the address of its number or -1."""
        name, number, suffix = reading
        street = self._position.get(f"{name} {postcode}", self._position[name])
        address = self._numbers.get((street, number, suffix), self._numbers.get((street, number, ""), -1))
        return street, address

    def _parts(self, text: str) -> tuple[str, str, str]:
        """Postcode of an address, what it says besides, and that without the town."""
        plain = _in_full(reference.normalise(text))
        postcode = next((match for match in _POSTCODE.finditer(plain) if match[0] in self._postcodes), None)
        if postcode:
            before, after = plain[: postcode.start()].strip(), plain[postcode.end() :].strip()
            # Towns share postcodes: only ours may be left out.
            ours = self._town.match(after)
            plain = before if ours and before else f"{before} {after[ours.end() if ours else 0 :]}".strip()
        return postcode[0] if postcode else "", plain, self._town_last.sub("", plain).strip()

    def _similar(self, unknown: Sequence[Sequence[_Reading]]) -> Iterator[tuple[int, str, float, float]]:
        """For each text: its reading that is most similar to a street, that street, how much, and the next street."""
        if not unknown or not self._names:
            yield from ((0, "", 0.0, 0.0) for _ in unknown)
            return
        from rapidfuzz import fuzz, process

        of_streets = _digits(self._names)
        for start in range(0, len(unknown), _CHUNK):
            chunk = unknown[start : start + _CHUNK]
            names = [name for readings in chunk for name, *_ in readings]
            scores = process.cdist(
                names,
                self._names,
                scorer=fuzz.token_sort_ratio,
                score_cutoff=100 * _ALIKE,
                dtype=np.float32,
                workers=-1,
            )
            scores[_digits(names)[:, None] != of_streets[None, :]] = 0
            best = scores.argmax(axis=1)
            score = scores[np.arange(len(names)), best]
            scores[np.arange(len(names)), best] = 0
            second = scores.max(axis=1)
            end = 0
            for readings in chunk:
                begin, end = end, end + len(readings)
                row = begin + int(score[begin:end].argmax())
                yield row - begin, self._names[best[row]], float(score[row]) / 100, float(second[row]) / 100


def _in_full(plain: str) -> str:
    return " ".join([_WHOLE_TITLE.get(word, word) for word in plain.split()])


def _readings(plain: str) -> Iterator[_Reading]:
    """What the street and the number of an address may be, once it is plain text."""
    if not plain:
        return
    if match := _RANGE.match(plain) or _BEFORE_TYPE.search(plain):
        yield _reading(match[5], match[1], *match.group(2, 3, 4))
        return
    yield street_name(plain), None, ""
    if match := _BEFORE_NAME.match(plain):
        yield _reading(match[4], match[1], *match.group(2, 3))
        return
    if match := _FROM_TYPE.search(plain):
        yield street_name(match[0]), None, ""
    if match := _AFTER_NAME.match(match[0] if match else plain):
        yield _reading(match[1], match[2], *match.group(3, 4, 5))


def _reading(name: str, number: str, *suffixes: str | None) -> _Reading:
    suffix = next(filter(None, suffixes), "")
    return street_name(name), int(number), _REPEATED.get(suffix, suffix)


def says_more(written: str, street: str) -> bool:
    """Whether what resembles a street has a word more, which may be a town or a person, or names someone."""
    return len(written.split()) > len(street.split()) or personal.of_text(written.title()) is not None


def _numbers(places: pd.DataFrame) -> dict[tuple[int, int | None, str], int]:
    """Position of the first address of each street, number and suffix; without those that lie far apart."""
    of_street = pd.factorize(places["street"])[0]
    keys = [of_street, places["number"], places["suffix"]]
    by_number = places[["lon", "lat"]].groupby(keys, dropna=False)
    extent = by_number.transform("max") - by_number.transform("min")
    kept = np.flatnonzero((extent < _APART).all(axis=1) & places["number"].notna())[::-1]
    numbered = places.iloc[kept]
    named = zip(of_street[kept].tolist(), numbered["number"].astype(int).tolist(), numbered["suffix"], strict=True)
    return dict(zip(named, kept.tolist(), strict=True))


def _town(towns: NDArray[np.object_]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What names the town, district and post office included: where it begins a text, and where it ends one."""
    names = {_in_full(reference.normalise(town)) for town in towns if town}
    any_town = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or r"(?!)"
    town = (
        rf"(?:{any_town})\b(?: \d{{1,2}}(?: ?(?:e|er|eme|ieme)\b|(?=$| cedex\b)))?(?: arrondissement)?"
        r"(?: cedex\b(?: \d{1,2}(?=$| france\b))?)?(?: france\b)?"
    )
    return re.compile(town), re.compile(rf"(?:^| )(?:\d{{5}} )?{town}$")


def _digits(names: Sequence[str]) -> NDArray[np.object_]:
    """The numbers that each name holds."""
    digits = np.empty(len(names), dtype=object)
    digits[:] = [" ".join(re.findall(r"\d+", name)) for name in names]
    return digits
