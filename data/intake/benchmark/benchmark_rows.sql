-- one row per delivered row of the territories asked, in the order of the file: typed, with the reason to refuse it, if any
CREATE OR REPLACE TEMP TABLE benchmark_row AS
WITH typed AS (
    SELECT
        lpad(trim(territory), CAST(greatest($n_characters, length(trim(territory))) AS INTEGER), '0') AS territory,
        TRY_CAST(trim(year) AS SMALLINT) AS short_year,
        NULLIF(trim(indicator), '') AS indicator,
        NULLIF(trim(unit), '') AS unit,
        COALESCE(lower(trim(published)), 'diff') AS published,
        -- Scientific notation has a decimal comma too: 7,83177350511023e-03.
        TRY_CAST(replace(count, ',', '.') AS DOUBLE) AS number,
        TRY_CAST(replace(rate, ',', '.') AS DOUBLE) AS rate,
        TRY_CAST(replace(population, ',', '.') AS DOUBLE) AS population,
        TRY_CAST(replace(dwellings, ',', '.') AS DOUBLE) AS dwellings
    FROM delivered
    WHERE $all
        -- Of five million rows, few are kept: codes without their zero are among those named, rather than padded here.
        OR list_contains($named, trim(territory))
        OR TRY_CAST(replace(population, ',', '.') AS DOUBLE) BETWEEN $least AND $most
)
SELECT
    row_number() OVER () AS row_number,
    territory,
    CASE WHEN short_year < 100 THEN 2000 + short_year ELSE short_year END AS year,
    indicator,
    unit,
    CASE WHEN published = 'diff' THEN TRY_CAST(number AS INTEGER) END AS count,
    CASE WHEN published = 'diff' THEN rate END AS rate,
    population,
    dwellings,
    CASE -- the reason is French: it is shown as it stands; NULL when the row is taken
        WHEN NOT regexp_full_match(territory, '[0-9][0-9AB][0-9]*') OR length(territory) > CASE WHEN $n_characters = 5 THEN 5 ELSE 3 END THEN 'territoire illisible'
        WHEN short_year IS NULL OR NOT short_year BETWEEN 0 AND 2100 OR short_year BETWEEN 100 AND 1971 THEN 'année illisible'
        WHEN indicator IS NULL OR unit IS NULL THEN 'indicateur absent'
        WHEN published NOT IN ('diff', 'ndiff') THEN 'mention de diffusion illisible'
        WHEN published = 'diff' AND (number IS NULL OR number < 0 OR number <> floor(number)) THEN 'nombre illisible'
    END AS reason
FROM typed
