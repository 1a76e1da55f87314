delete from closures
where service_id = $1 and channel_id = $2 and from_day = $3 and to_day = $4
