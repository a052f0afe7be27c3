-- one row per staged row, in the order of the file, with its place and the final reason to refuse it
CREATE OR REPLACE TEMP VIEW placed AS
SELECT
    staged.rowid AS row,
    staged.* EXCLUDE (first_number, second_number, reason),
    COALESCE(
        staged.reason,
        CASE
            WHEN located.lon NOT BETWEEN -180 AND 180 OR located.lat NOT BETWEEN -90 AND 90 THEN 'coordonnées impossibles'
            WHEN located.far THEN 'position à plus de 50 km de la commune'
        END
    ) AS reason,
    CAST(located.lon AS DECIMAL(7, 4)) AS lon,
    CAST(located.lat AS DECIMAL(6, 4)) AS lat,
    COALESCE(located.quartier, CASE WHEN named.level = 'quartier' THEN named.code END) AS quartier,
    COALESCE(located.iris, CASE WHEN named.level = 'iris' THEN named.code END) AS iris,
    COALESCE(located.qpv, CASE WHEN named.level = 'qpv' THEN named.code END) AS qpv,
    COALESCE(located.bailleur, CASE WHEN named.level = 'bailleur' THEN named.code END) AS bailleur,
    CASE WHEN located.lon IS NOT NULL THEN 'point' WHEN named.code IS NOT NULL THEN 'zone' ELSE 'none' END AS location
FROM staged
POSITIONAL JOIN located
LEFT JOIN named
    ON staged.zone_code IS NOT DISTINCT FROM named.zone_code
    AND staged.zone_label IS NOT DISTINCT FROM named.zone_label
