"""Classes of the calemp data, as the documentation of mapclassify prints them."""

import pandas as pd
import pytest

from analytics.statistics.spatial import classify

CLASSES = {
    "fisher_jenks": ([75.29, 192.05, 370.5, 722.85, 4111.45], [49, 3, 4, 1, 1]),
    "quantiles": ([1.464, 5.798, 13.278, 54.616, 4111.45], [12, 11, 12, 11, 12]),
    "equal_interval": ([822.394, 1644.658, 2466.922, 3289.186, 4111.45], [57, 0, 0, 0, 1]),
    "head_tail": ([125.92810345, 811.26, 4111.45], [50, 7, 1]),
    "box_plot": ([-52.87625, 2.5675, 9.365, 39.53, 94.97375, 4111.45], [0, 15, 14, 14, 6, 9]),
}


@pytest.mark.parametrize("scheme", CLASSES)
def test_classes_are_those_of_the_documentation(meet, reference, scheme):
    bins, counts = CLASSES[scheme]
    ours = classify(pd.read_csv(reference / "choropleth" / "calemp.csv")["v"], scheme, k=5)
    meet(f"{scheme}, upper bounds", bins, ours.bins, 1e-6)
    meet(f"{scheme}, counts", counts, ours.counts, 0)
