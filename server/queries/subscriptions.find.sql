select id from subscriptions where service_id = $1 and person_id = $2
