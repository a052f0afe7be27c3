-- one row per later delivery of the same source that stands on this one, the latest first
-- It set rows aside as already known, corrected what this one gave, or came where this one had corrected: this one gone, its
-- own rows would have been taken otherwise.
SELECT later.delivery
FROM delivery AS undone
JOIN delivery AS later ON later.source = undone.source AND later.delivery > undone.delivery
WHERE undone.delivery = $delivery
    AND (
        later.duplicate > 0
        OR later.delivery IN (SELECT superseded_by FROM superseded_fact WHERE delivery = $delivery)
        OR later.delivery IN (SELECT superseded_by FROM superseded_benchmark WHERE delivery = $delivery)
        OR later.delivery IN (SELECT superseded_by FROM superseded_resident WHERE delivery = $delivery)
        OR $delivery IN (SELECT superseded_by FROM superseded_fact)
        OR $delivery IN (SELECT superseded_by FROM superseded_benchmark)
        OR $delivery IN (SELECT superseded_by FROM superseded_resident)
    )
ORDER BY later.delivery DESC
