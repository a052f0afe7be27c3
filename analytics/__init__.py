"""What the figures mean.

Statistics, the disclosure gate, the views that join them to the data, their words and their charts.
"""
