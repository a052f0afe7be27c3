"""A source that was described without a place, and a later file that has one: nothing is lost without a word."""

import pytest

from data.errors import UndecidedError
from data.intake import door, examination

EVENTS = "Date;Nature\n2024-03-01;Tapage\n"
COUNTS = "Mois;Nature;Nombre\n2024-03;Tapage;4\n"
LATER = {
    "quartier": (EVENTS, "Date;Nature;Quartier\n2024-04-01;Tapage;Bellevue\n", "Quartier"),
    "secteur in counts": (COUNTS, "Mois;Nature;Nombre;Secteur\n2024-04;Tapage;3;Bellevue\n", "Secteur"),
    "degrees": (EVENTS, "Date;Nature;Latitude;Longitude\n2024-04-01;Tapage;43.62;1.47\n", "Latitude"),
    "point": (EVENTS, 'Date;Nature;GPS\n2024-04-01;Tapage;"43.62, 1.47"\n', "GPS"),
}


def loaded(town, text, name, **answers):
    path = town.write(name, text)
    (delivery,), _ = examination.load_as_proposed(town.commune, [path], [answers])
    return delivery


def zones(town):
    return town.ask("SELECT quartier FROM located_fact ORDER BY fact_date")


@pytest.mark.parametrize("case", LATER)
def test_place_of_a_later_file_is_asked_and_the_answer_kept(town, case):
    first, later, header = LATER[case]
    loaded(town, first, "un.csv", kind="signalement")
    path = town.write("deux.csv", later)
    (question,) = examination.examine(town.commune, path).questions
    assert (question.key, question.options) == ("place", ("oui", "non")) and f"« {header} »" in question.text
    with pytest.raises(UndecidedError):
        door.take(town.commune, [path])
    loaded(town, later, "deux.csv", place="oui")
    assert zones(town) == [(None,), ("02",)]
    following = town.write("trois.csv", later.replace("2024-04", "2024-05"))
    assert examination.examine(town.commune, following).questions == ()
    door.take(town.commune, [following])
    assert zones(town) == [(None,), ("02",), ("02",)]


def test_place_that_a_person_leaves_is_named_and_not_read(town):
    first, later, _ = LATER["quartier"]
    loaded(town, first, "un.csv", kind="signalement")
    loaded(town, later, "deux.csv", place="non")
    assert zones(town) == [(None,), (None,)]
    examined = examination.examine(town.commune, town.write("trois.csv", later.replace("2024-04", "2024-05")))
    assert (examined.questions, examined.unread) == ((), ("Quartier",))


@pytest.mark.parametrize("later", ["Date;Nature;Agent\n2024-04-01;Tapage;7\n", "Date;Nature\n2024-04-01;Tapage\n"])
def test_nothing_is_asked_of_columns_that_say_no_place(town, later):
    loaded(town, EVENTS, "un.csv", kind="signalement")
    assert examination.examine(town.commune, town.write("deux.csv", later)).questions == ()
