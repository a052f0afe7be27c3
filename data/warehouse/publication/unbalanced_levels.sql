-- one row per level whose zones and "not located" do not add up to the facts; none in a sound snapshot
SELECT level, COALESCE(sum(n_events), 0) AS counted, (SELECT COALESCE(sum(count), 0) FROM fact) AS recorded
FROM (SELECT DISTINCT level FROM zone)
LEFT JOIN monthly_count USING (level)
GROUP BY level
HAVING counted <> recorded
