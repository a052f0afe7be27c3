-- superseded facts of a former version may come back among those of this one
ALTER TABLE IF EXISTS superseded_fact ALTER kind SET DATA TYPE ENUM ('plainte', 'signalement', 'main_courante', 'mediation', 'accident')
