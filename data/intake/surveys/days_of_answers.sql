-- one row per text, in order: the day that it tells, NULL for none
SELECT TRY_CAST(
    COALESCE(
        try_strptime(text, $formats),
        -- A time with its offset from UTC is that of the commune's clocks.
        CASE WHEN regexp_matches(text, ':\d\d(\.\d+)?\s?(Z|[-+]\d\d(:?\d\d)?)$')
            THEN timezone($time_zone, TRY_CAST(text AS TIMESTAMPTZ)) END
    ) AS DATE
) AS day
FROM submitted
