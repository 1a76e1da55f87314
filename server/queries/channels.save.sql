update channels
set slug = $4, name = $5, noun = $6, first_week = $7, last_week = $8, version = version + 1
where service_id = $1 and id = $2 and version = $3
