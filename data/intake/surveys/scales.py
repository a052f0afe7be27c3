"""Usual scales of answers, of which some answers are unfavourable: proposed, for a person to confirm."""

import re
from collections.abc import Sequence

from data import reference

_AGAINST = re.compile(
    r"\b(insecurite|inquiet\w*|inquietude\w*|peur|crai\w+|genes?|gener|generait|genant\w*|derang\w+|renonc\w+|evit\w+"
    r"|victimes?|problemes?|nuisances?|degrad\w+|agress\w+|vols?|vole\w*|menac\w+|injuri\w+|harcel\w+|bruits?|incivilites?"
    r"|trafics?|rodeos?|mal|risques?|dangereu\w+|difficultes?)\b"
)
"""Words of a question to which a frequent answer, or a yes, is bad news."""
_FOR = re.compile(
    r"\b(en securite|securise\w*|rassur\w+|satisf\w+|confiance|attentes|bien|tranquille\w*|serein\w*|utiles?"
    r"|suffisant\w*|efficaces?|agreable\w*|calme)\b"
)
"""Words of a question to which a frequent answer, or a yes, is good news."""
_BAD = re.compile(
    r".*\b(insatisfait\w*|(peu|guere|pas|pas (du tout|vraiment)) (satisf|rassur|efficac|utile|confian|bien)\w*"
    r"|mecontent\w*|mauvais\w*|mediocres?|insuffisant\w*|inacceptables?|degrade\w*|deteriore\w*|aggrave\w*|pire"
    r"|moins (bien|bons?|bonnes?)|plus mal|en insecurite|pas (du tout )?en securite|inquiet\w*|dangereu\w+)\b.*"
    r"|(tres )?mal"
)
"""Answers that are bad news whatever the question."""
_OFTEN = re.compile(
    r"(tres |assez )?(souvent|frequemment|regulierement)|toujours|tout le temps|tous les jours|chaque jour"
    r"|de temps en temps|parfois|quelquefois|occasionnellement"
)
_SELDOM = re.compile(r"(presque )?jamais|(tres )?rarement")
_YES = re.compile(
    r"(plutot )?oui( .*)?|tout a fait( d accord)?|(plutot|tres|assez|entierement) d accord|plutot|beaucoup"
)
_NO = re.compile(
    r"(plutot )?non( .*)?|(pas|pas vraiment|plutot pas)( d accord)?|pas du tout( d accord)?|plutot en desaccord"
    r"|(tout a fait |totalement )?en desaccord"
)


def proposed_unfavourable(wording: str, scale: Sequence[str]) -> tuple[str, ...]:
    """The answers of a question that a person may want to count as unfavourable, in the order of its scale.

    Parameters
    ----------
    wording : of the question: a frequent fear is bad news, a frequent satisfaction is none.

    Returns
    -------
    None where no answer is better than another, where all would be unfavourable, or where the wording does not say
    whether a yes is good news.
    """
    names = {answer: reference.normalise(answer) for answer in scale}
    bad = tuple(answer for answer, name in names.items() if _BAD.fullmatch(name))
    question = reference.normalise(wording)
    against = _AGAINST.search(question) is not None
    if not bad and against != (_FOR.search(question) is not None):
        signs = (_OFTEN, _YES) if against else (_SELDOM, _NO)
        bad = tuple(answer for answer, name in names.items() if any(sign.fullmatch(name) for sign in signs))
    return bad if len(bad) < len(scale) else ()
