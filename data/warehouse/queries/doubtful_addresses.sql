-- one row per delivery and street that addresses may name, without being sure, the most frequent first
SELECT delivery, street, suggestion, score, n_facts
FROM address_review
ORDER BY n_facts DESC, delivery DESC, street
