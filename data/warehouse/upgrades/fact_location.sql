-- facts of a former version may now be located by an address; those of this one stay as they are
ALTER TABLE fact ALTER location SET DATA TYPE ENUM ('point', 'address', 'street', 'zone', 'none')
