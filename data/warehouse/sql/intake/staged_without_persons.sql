-- one row per delivered row, in the order of the file: refused where its nature or its zone names someone
SELECT * REPLACE (
    COALESCE(
        reason,
        CASE
            WHEN category IN (FROM personal_text) OR subcategory IN (FROM personal_text)
                OR zone_code IN (FROM personal_text) OR zone_label IN (FROM personal_text)
                THEN 'donnée personnelle'
        END
    ) AS reason
)
FROM staged
