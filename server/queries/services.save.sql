update services
set slug = $3, name = $4, year_start = $5, time_zone = $6, version = version + 1
where id = $1 and version = $2
