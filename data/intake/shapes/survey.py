"""A row is what one person answered, and each column without a role may be a question."""

from collections.abc import Sequence
from dataclasses import astuple
from hashlib import sha256

from data.errors import MappingError
from data.intake.profiles import SourceProfile
from data.intake.shape import Shape, late
from data.intake.surveys import recognition, tools
from data.model import Audience


def _check(profile: SourceProfile) -> None:
    if profile.audience is None:
        raise MappingError(
            problem="le public de l’enquête manque", advice=f"Indiquez « audience » : {', '.join(Audience)}."
        )
    for question in profile.questions.values():
        if question.answers and (unknown := set(question.unfavourable) - set(question.answers.values())):
            raise MappingError(
                problem=f"« {min(unknown)} » n’est pas une réponse possible",
                advice="Reprenez dans « unfavourable » les réponses de « answers ».",
            )


def _fits(profile: SourceProfile, headers: Sequence[str]) -> bool:
    """A form that a tool made may ask for facts; one that somebody described asks what its profile says."""
    return profile.own or bool(profile.questions) or recognition.looks_like_survey(headers)


def _read_as(profile: SourceProfile) -> str:
    questions = {key: astuple(question) for key, question in profile.questions.items()}
    return sha256(repr((profile.wave, profile.missing, questions)).encode()).hexdigest()


SHAPE = Shape(
    "survey",
    ("id", "submitted", "wave", "zone_code", "zone_label", "sex", "age", "weight", "cluster"),
    late("data.intake.surveys.answers"),
    _check,
    optional=tools.headers,
    read_as=_read_as,
    fits=_fits,
    profiles=tools.profiles,
    own_first=True,
)
