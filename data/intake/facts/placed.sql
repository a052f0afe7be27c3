-- one row per delivered row, in the order of the file, with its place, whether a person said which, and the final reason to refuse it
CREATE OR REPLACE TEMP VIEW placed AS
SELECT
    located.row, file_row, fact_date, hour, category, subcategory, count, record_id, address, moved,
    CASE WHEN named.zone_set IS NULL OR lon IS NOT NULL THEN street END AS street,
    COALESCE(
        reason,
        CASE
            WHEN lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90 THEN 'coordonnées impossibles'
            WHEN far THEN 'position à plus de 50 km de la commune'
        END
    ) AS reason,
    TRY_CAST(lon AS DECIMAL(7, 4)) AS lon,
    TRY_CAST(lat AS DECIMAL(6, 4)) AS lat,
    -- The point settles the zone; the name serves where no point falls in a zone of its level.
    COALESCE(named.zone_set, located.zone_set) AS zone_set,
    COALESCE(named.answered, false) OR is_decided AS answered,
    CASE WHEN named.zone_set IS NOT NULL THEN 'zone' ELSE COALESCE(located.location, 'none') END AS location,
    -- Of a row without a point: one of 255 numbers for what its source writes of its place, 0 for nothing. So few that an address cannot be
    -- found again from it; two places that differ are taken for one another once in 255.
    CASE
        WHEN lon IS NOT NULL THEN NULL
        WHEN located.address_digest IS NULL AND COALESCE(located.zone_code, located.zone_label) IS NULL THEN 0
        ELSE CAST(
            1 + xor(
                COALESCE(located.address_digest, 0),
                COALESCE(md5_number_lower(lower(strip_accents(trim(COALESCE(located.zone_code, located.zone_label))))), 0)
            ) % 255 AS UTINYINT
        )
    END AS place_digest,
    -- A zone tells its own name.
    CASE WHEN COALESCE(named.zone_set, located.zone_set) = 0 OR located.address_digest IS NOT NULL THEN place_digest WHEN lon IS NULL THEN 0 END
        AS unmatched
FROM located
LEFT JOIN named
    ON located.zone_code IS NOT DISTINCT FROM named.zone_code
    AND located.zone_label IS NOT DISTINCT FROM named.zone_label
    AND located.zone_set = named.point_set
