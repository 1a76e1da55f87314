delete from notes where service_id = $1 and week = $2 and channel_id = $3 and field = $4
