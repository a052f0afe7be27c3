-- one row per delivered row, in the order of the file, with its place and the final reason to refuse it
CREATE OR REPLACE TEMP VIEW placed AS
SELECT
    located.row, file_row, fact_date, hour, category, subcategory, count, record_id, street, address, moved,
    COALESCE(
        reason,
        CASE
            WHEN lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90 THEN 'coordonnées impossibles'
            WHEN far THEN 'position à plus de 50 km de la commune'
        END
    ) AS reason,
    TRY_CAST(lon AS DECIMAL(7, 4)) AS lon,
    TRY_CAST(lat AS DECIMAL(6, 4)) AS lat,
    COALESCE(quartier, CASE WHEN named.level = 'quartier' THEN named.code END) AS quartier,
    COALESCE(iris, CASE WHEN named.level = 'iris' THEN named.code END) AS iris,
    COALESCE(qpv, CASE WHEN named.level = 'qpv' THEN named.code END) AS qpv,
    COALESCE(bailleur, CASE WHEN named.level = 'bailleur' THEN named.code END) AS bailleur,
    CASE
        -- The point settles the zone; the name serves where no point falls in a zone of its level.
        WHEN named.code IS NOT NULL
            AND CASE named.level WHEN 'quartier' THEN quartier WHEN 'iris' THEN iris WHEN 'qpv' THEN qpv ELSE bailleur END IS NULL
            THEN 'zone'
        ELSE COALESCE(located.location, 'none')
    END AS location
FROM located
LEFT JOIN named
    ON located.zone_code IS NOT DISTINCT FROM named.zone_code
    AND located.zone_label IS NOT DISTINCT FROM named.zone_label
