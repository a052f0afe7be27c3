"""Names of persons are seen in a text; streets and buildings that bear the name of someone are not persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake import personal, persons

NAMED = """
Tapage signalé par Dupont Marie
Tapage signalé par DUPONT Marie
TAPAGE SIGNALE PAR DUPONT MARIE
conflit M. Durand / Mme Petit
Conflit M.Durand
conflit monsieur Durand
CONFLIT MME PETIT
Différend par Ozturk Bélanger
Musique chez les Martin
Visite à l'agent Lefèvre
agent Lefèvre
Conflit famille Benali
Jean Dupont
Dupont Jean-Pierre
Marie de La Tour
insultes envers Karim
violences contre jeune Kevin
vu avec nicolas martin
Bruit, plainte de Sophie Bernard rue Victor Hugo
Rue Pasteur, Mme Petit
Squat rue Pasteur signalé par Dupont Marie
mise en place par Marie Dupont
Monsieur de Villiers
Mlle Nguyen
Tapage signalé par mme martin
appel de dupont marie
signalé par Dupont
signale par m. dupont
signalé par mr lopez
plainte de madame lefevre
plainte de monsieur el amrani
avec monsieur zbiri
de la part de mme nguyen
appel tél. de karim
bruit chez m durand
différend entre m. roux et mme blanc
mlle bernard blessée
melle simon
m.dupont
M ROSSI
mail de m. rossi
dégradation chez les martin
nuisances de la famille benali
requérant : dupont marie
locataire benali
signalé par l’agent durand
signalé par jp morel
intervention demandée par dr lambert
rixe, kevin dupont et un tiers
contrôle de dupont kevin né en 1980
Tapage signalé par zbiri
SIGNALE PAR ZBIRI
bruit par Ouattara
agressé par szymanski
plainte de kowalczyk
appel de Zbiri
audition de benhammou
par zbiri
Différend avec Kowalczyk
violences contre Benyoucef
par mail de mme de villiers
reçu un mail de Mme de Villiers
""".strip().splitlines()

NOT_NAMED = """
rue Victor Hugo
Tapage rue Victor Hugo
TAPAGE RUE VICTOR HUGO
av. Jean Jaurès
boulevard du Maréchal Foch
bd Marie Curie
place Charles de Gaulle
place du Général Charles de Gaulle
Rixe place Charles de Gaulle
collège Jean Moulin
Collège privé Jean Moulin
Lycée Simone Veil
groupe scolaire Jules Ferry
École Paul Langevin
square Simone Veil
Parc Georges Brassens
Gymnase Alain Mimoun
Centre social Simone Veil
Maison de quartier Pablo Picasso
rue du Docteur Roux
rue du Docteur Paul Roux
rue Monsieur le Prince
rue Madame
allée Madame de Sévigné
arrêt Jean Macé
Métro Anatole France
Résidence Henri Wallon
quai Alphonse Le Gallo
pont Pierre Mendès France
Saint Martin
Saint-Jean
Saint Jean Baptiste
Salle Marcel Pagnol
Tapage nocturne
Vol par effraction
Signalé par Police Municipale
Signalé par la police municipale
signalé par Mission Locale
Constat par ASVP
DEGRADATION PAR TIERS INCONNU
VOL A LA ROULOTTE
agent SNCF
Agent municipal
chez un particulier
famille monoparentale
Madame la Maire
Véhicule en stationnement
Dégradation de biens
France Travail
Marine Nationale
Iris Nord
Les Tanneries
Accident entre deux véhicules
Conduites addictives
Axe 1 – Jeunes exposés à la délinquance
Ville – service prévention
Bâtiment M Gare
Place du marché
Le Plateau
Gare
place jean jaurès
collège marie curie
rue du docteur roux
avenue m. berthelot
rue madame de sévigné
résidence simone veil
bar chez paul
appel de nuit
appel de la police municipale
appel d’urgence
signalé par mail
signalé par courrier
signalé par riverain
Signalé par Allo Mairie
signalé par ville de rennes
de la part de la mairie
chez un commerçant
vol chez leclerc
famille en difficulté
violences par conjoint
requérante absente
auteur inconnu
mme trouvée au sol
mme s’est plainte
madame en pleurs
madame la directrice
monsieur alcoolisé
monsieur agressif
mur de 3 m de long
bruit à 20 m. de distance
nuisances du voisin
demande de mutation
contrôle de vitesse
entre jeunes et habitants
différend avec bailleur
Différend avec Bailleur
conflit avec Mairie
choc contre poteau
accident contre Bus
insultes envers Agents
vol avec Violence
différend avec un riverain
mail de mme de staël
12 mail de Mme de Staël
Tags mail de Madame de Sévigné
rue de Mme de Staël
TAGS RUE DE MME DE SEVIGNE
résidence de M. de Voltaire
signalé par mail
vol par ruse
vol par effraction
violences par conjoint
destruction par incendie
dégradation par tag
dégradation par jet d'oeuf
tir de mortier
par téléphone
par courrier
par manque de place
par défaut d'entretien
par moto
par quad bruyant
agression par chien
accident causé par tram
signalé par tram
signalé par bus
signalé par SAMU
signalé par Keolis
signalé par Archipel Habitat
Signalé par l'école
appel de nuit
appel du 17
appel d'un riverain
par dessus
par trop
par mois
par jour
par nuit
passage par toit
vol par passage par balcon
occupation par squatteurs
intrusion par grillage
par chantage
menace par sms
menace par whatsapp
harcèlement par internet
par exemple
par ailleurs
demande par formulaire
demande par usager
signalé par vidéo
constaté par ASVP
déposé par inconnu
relevé par radar
relevé par drone
mordu par rat
envahi par rats
blessé par balle
blessé par couteau
intoxication par fumée
intoxication par gaz
mort par noyade
par produit chimique
VOL PAR RUSE
VIOLENCE PAR ASCENDANT
DEGRADATION PAR JET
escroquerie par carte
escroquerie par faux policier
abus par fonctionnaire
par personne dépositaire de l'autorité
signalé par adjoint
signalé par ASVP
signalé par Vigie
signalé par Élu
signalé par Elu
Demande par Mail
bruit par clim
nuisance par climatisation
nuisance par bar
nuisance par resto
nuisance par kebab
gêne par fumée
gêne par four
gêne par voisin
bloqué par camion
bloqué par taxi
inondation par eau
contamination par amiante
rodéo par scooter
rodéo par motocross
agressé par sdf
importuné par clochard
importuné par marginaux
signalé par Pompiers
signalé par Police
signalé par Facebook
transmis par Maire
transmis par DGS
transmis par cabinet
courriel de relance
plainte de voisinage
plainte de riverain
audition de témoin
appel de contrôle
appel de suivi
appel de patrouille
""".strip().splitlines()


@pytest.mark.parametrize("text", NAMED)
def test_person_is_seen_in_a_text(text):
    assert personal.of_text(text) == "un nom de personne"


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_bears_a_name_or_none_is_no_person(text):
    assert personal.of_text(text) is None


@pytest.mark.parametrize("text", ["Jean Jaurès", "Henri Wallon", "Charles de Gaulle", "Villejean / Jean Macé"])
def test_zone_may_be_named_after_a_person(text):
    assert personal.of_zone(text) is None and not persons.is_pointed_at_in(text)


@pytest.mark.parametrize("text", ["chez les Martin", "Mme Petit", "immeuble signalé par Marie Dupont"])
def test_zone_that_points_at_a_person_is_seen(text):
    assert personal.of_zone(text) == "un nom de personne"


@pytest.mark.parametrize("text", NAMED)
def test_person_is_seen_among_many_texts_searched_at_once(text):
    texts = ["Bruit", "signalé par", text, "Dupont"]
    assert personal.of_zone(";".join(texts)) == next(filter(None, map(personal.of_zone, texts)), None)
    assert persons.holds_full_name(";".join(texts)) == any(map(persons.holds_full_name, texts))


def test_names_of_two_texts_searched_at_once_are_not_put_together():
    texts = ["signalé par", "Marie Dupont", "Mme", "Petit", "06 12 34", "56 78", "marie@", "ville.fr"]
    assert personal.of_zone(";".join(texts)) is None and not persons.holds_full_name("Bruit;Marie;Dupont;Martin")


@given(st.lists(st.sampled_from(sorted(personal._PATTERNS)), min_size=1, max_size=3), st.data())
def test_shape_of_a_column_shows_what_its_texts_hold(kinds, data):
    texts = [data.draw(st.from_regex(personal._PATTERNS[what])).replace(";", ",") for what in kinds]
    found = {what for what in kinds for text in texts if personal._PATTERNS[what].search(text)}
    shapes = personal._shapes(";".join(texts))
    of_shapes = dict(zip(personal._PATTERNS, personal._PATTERNS_OF_SHAPES, strict=True))
    assert all(of_shapes[what].search(shapes) for what in found)


@pytest.mark.parametrize("text", ["M. Durand", "06 12 34 56 78", "192.168.1.17", "a.durand@example.org", "AB-123-CD"])
def test_column_that_is_not_read_is_reported_when_one_text_among_numbers_is_personal(text):
    texts = [f"{n:06d}" for n in range(45)]
    assert personal._of_column(texts) is None
    assert personal._of_column([*texts, text]) == personal.of_zone(text)
