"""What is kept and how it comes in: the commune, its zones and its facts. No statistics, no screens."""
