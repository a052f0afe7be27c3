-- facts of a former version may now be accidents; those of this one stay as they are
ALTER TABLE fact ALTER kind SET DATA TYPE ENUM ('plainte', 'signalement', 'main_courante', 'mediation', 'accident')
