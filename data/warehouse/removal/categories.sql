-- removes the categories as delivered that no fact of their source bears any more
DELETE FROM category_map
WHERE (source, delivered) NOT IN (
    SELECT source, category FROM fact
    UNION
    SELECT source, category FROM superseded_fact
)
