delete from steps where service_id = $1 and channel_id = $2 and field = $3 and week = $4
