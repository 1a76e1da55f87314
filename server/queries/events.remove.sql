delete from events where service_id = $1 and id = $2
