-- one row per delivered row, in the order of the file: the reason to refuse it, if any, its nature or its zone that names someone included
SELECT
    COALESCE(
        reason,
        CASE
            WHEN category IN (SELECT text FROM personal_text WHERE role = 'category')
                OR subcategory IN (SELECT text FROM personal_text WHERE role = 'subcategory')
                OR zone_code IN (SELECT text FROM personal_text WHERE role = 'zone_code')
                OR zone_label IN (SELECT text FROM personal_text WHERE role = 'zone_label')
                THEN 'donnée personnelle'
        END
    ) AS reason
FROM staged
