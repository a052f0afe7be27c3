-- every table of the draft, as written for the first time: the blocks of a file keep what was deleted
COPY FROM DATABASE partial TO anew
