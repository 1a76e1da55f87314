delete from explanations
where service_id = $1 and channel_id = $2 and field = $3 and signal = $4 and from_week = $5
