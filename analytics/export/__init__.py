"""Files that leave the application: they obey the gate like the screens."""
