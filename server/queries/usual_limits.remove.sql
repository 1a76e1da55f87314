delete from usual_limits where service_id = $1 and channel_id = $2
