"""French of the screens: strings, number and date formats, and the sentences that read a figure."""
