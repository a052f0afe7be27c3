-- one row per delivered row, in the order of the file: the reason to refuse it, if any, its nature or its zone that names someone included
SELECT
    COALESCE(
        reason,
        CASE
            WHEN category IN (FROM personal_text) OR subcategory IN (FROM personal_text)
                OR zone_code IN (FROM personal_text) OR zone_label IN (FROM personal_text)
                THEN 'donnée personnelle'
        END
    ) AS reason
FROM staged
