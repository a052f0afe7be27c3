-- one value: the moment that a text of a usual spelling names, NULL for none
-- The offset from UTC of a time makes it one of the commune's clocks.
-- %Y takes two digits as well: 24 is then no year.
CREATE OR REPLACE TEMP MACRO usual_moment(written, formats, time_zone) AS
COALESCE(
    CASE WHEN try_strptime(written, formats) >= TIMESTAMP '1000-01-01' THEN try_strptime(written, formats) END,
    CASE WHEN regexp_matches(written, ':\d\d(\.\d+)?\s?(Z|[-+]\d\d(:?\d\d)?)\s*$')
        THEN timezone(time_zone, TRY_CAST(trim(written) AS TIMESTAMPTZ)) END
)
