-- one row per street that addresses may name, without being sure, the most frequent first
WITH undecided AS (
    SELECT street, sum(count) AS n_undecided
    FROM fact
    WHERE location = 'none' AND street IS NOT NULL
    GROUP BY street
)
SELECT
    street,
    max_by(suggestion, delivery) AS suggestion,
    max(score) AS score,
    CAST(sum(n_facts) AS BIGINT) AS n_facts,
    CAST(COALESCE(any_value(n_undecided), 0) AS BIGINT) AS n_undecided
FROM address_review
LEFT JOIN undecided USING (street)
GROUP BY street
ORDER BY n_facts DESC, street
