update channels set place = $3 where service_id = $1 and id = $2
