"""« Comment lire cet écran »: for each, what it answers, how its pictures are read, and what it does not say."""

from analytics.text.typography import typeset_module

TITLE = "Comment lire cet écran"
ACCUEIL = (
    "La phrase du haut dit ce qui change nettement dans la commune et les décisions en retard ; le reste la détaille.",
    "Le gris est le niveau, la couleur un changement : bleu pour moins de faits, orange pour plus, violet pour une action.",
    "Plus de faits ne veut pas dire moins de tranquillité : on signale aussi davantage quand on a confiance.",
)
CARTE = (
    "Choisissez en haut ce que la carte montre, puis cliquez sur une zone pour lire son portrait.",
    "Plus une zone est foncée, plus son niveau est haut ; une flèche dit un changement, des hachures qu’on ne peut conclure.",
    "Un taux élevé près d’une gare ou de commerces compte aussi des personnes qui n’y habitent pas.",
)
EVOLUTION = (
    "Chaque point est un mois ; la bande pâle contient, 95 fois sur 100, ce que ce mois compte d’habitude.",
    "Un mois hors de la bande attire l’œil, mais ne suffit pas : le verdict compare des périodes entières.",
    "Une rupture change ce qui est compté : la bande s’y arrête, et rien n’est comparé d’un côté à l’autre.",
)
RESSENTI = (
    "Chaque part est celle des personnes qui répondent ainsi, avec sa marge quand elles ont été tirées au sort.",
    "Quand deux marges se recouvrent largement, rien ne dit que les deux zones diffèrent.",
    "Le ressenti et les faits ne mesurent pas la même chose : un écart entre eux est une question, pas une erreur.",
)
ACTIONS = (
    "Le verdict d’une action compare ce qui a été compté à ce qui l’aurait sans doute été sans elle.",
    "Les points de preuve disent ce que la comparaison peut établir, pas la taille de l’effet.",
    "Avec « données insuffisantes », l’effet ne se lit pas : cela ne veut pas dire qu’il n’y en a pas.",
)
SEANCE = (
    "Chaque bloc est figé : ses chiffres restent ceux du jour où il a été ajouté, quoi qu’on charge ensuite.",
    "Une remarque interne ne se projette pas et n’entre dans aucun document ; une remarque partagée y figure.",
    "La diffusion choisie pour la séance décide de ce que ses blocs et ses documents montrent.",
)
DONNEES = (
    "Déposez un fichier tel qu’il arrive : l’écran dit ce qu’il est et ce qu’il donnerait, avant de rien charger.",
    "Une ligne écartée a sa raison ; corrigez le fichier, puis déposez-le de nouveau : rien n’est compté deux fois.",
    "Un chargement s’annule, sauf si un autre en dépend : les lignes qu’il avait corrigées reviennent.",
)
METHODE = (
    "Cherchez un mot, tel que vous le diriez : sans accents, au pluriel, ou par une autre façon de le nommer.",
    "Chaque verdict est dessiné avec des chiffres qui le donnent : un point, sa marge, et le changement dont il parle.",
    "Une définition dit ce qui est compté ; ses limites disent ce qu’on ne peut pas en conclure.",
)

typeset_module(__name__)
