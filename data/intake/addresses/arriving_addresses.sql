-- one row per row of an extract that is the commune's, as an address or NULL without a street or a place
-- prefix: what the INSEE codes of the commune, or of its arrondissements, begin with
CREATE OR REPLACE TEMP TABLE arriving_address AS
SELECT
    trim(nom_voie) AS label,
    COALESCE(trim(code_postal), '') AS postcode,
    COALESCE(trim(nom_commune), '') AS town,
    NULLIF(trim(nom_ancienne_commune), '') AS former_town,
    TRY_CAST(numero AS INTEGER) AS number,
    COALESCE(lower(trim(rep)), '') AS suffix,
    TRY_CAST(lon AS DOUBLE) AS lon,
    TRY_CAST(lat AS DOUBLE) AS lat
FROM delivered
WHERE starts_with(trim(code_insee), $prefix)
