"""Small files of ours, loaded and looked at: whoever imports this module has read what every file needs.

The process from which the children are born does, so that each of them need not.
"""

import contextlib
import tempfile
from pathlib import Path

from data import commune
from data.errors import QuietudeError
from data.intake import examination

_FILE = """\
Date;Nature;Quartier;Latitude;Longitude;Commentaire
{day}/03/2024 10:22;Tapage;Centre;48,85;2,35;Bruit Continu {day}
"""

# Where nothing can be written, the children will say so of the files of the readers.
with contextlib.suppress(QuietudeError, OSError), tempfile.TemporaryDirectory(prefix="quietude-") as folder:
    home, file = Path(folder, "home"), Path(folder, "repetition.csv")
    created = commune.create(home, name="Essai", insee_code="99999")
    file.write_text(_FILE.format(day=14), encoding="utf-8")
    examination.load_as_proposed(created, [file], [{"kind": "signalement"}])
    file.write_text(_FILE.format(day=15), encoding="utf-8")
    examination.examine(created, file)
