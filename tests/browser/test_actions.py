"""A coordinator registers an action, reads its evaluation, records a decision and finds it on Accueil; an élue looks."""
