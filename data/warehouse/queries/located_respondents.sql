-- one row per survey, wave and level that has zones: respondents in one of them
SELECT survey, wave, level, count(zone_set.zone_set) AS n_respondents
FROM wave
JOIN respondent USING (delivery, wave)
CROSS JOIN (SELECT DISTINCT level FROM zone)
LEFT JOIN (FROM zone_set SEMI JOIN zone USING (level, zone_code)) AS zone_set USING (zone_set, level)
GROUP BY ALL
ORDER BY survey, wave, level
