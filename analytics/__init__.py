"""What the figures mean: statistics, the disclosure gate, the views that join them to the data, their words and their charts."""
