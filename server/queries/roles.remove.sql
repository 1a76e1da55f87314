delete from roles where service_id = $1 and person_id = $2
