update events
set channel_id = $4, kind = $5, name = $6, from_day = $7, to_day = $8, version = version + 1
where service_id = $1 and id = $2 and version = $3
