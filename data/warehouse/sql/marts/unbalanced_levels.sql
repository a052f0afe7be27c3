-- one row per level whose zones and "not located" do not add up to the facts; none in a sound snapshot
SELECT level, sum(n_events) AS counted, (SELECT sum(count) FROM fact) AS recorded
FROM monthly_count
GROUP BY level
HAVING counted <> recorded
