delete from collected where service_id = $1 and channel_id = $2
