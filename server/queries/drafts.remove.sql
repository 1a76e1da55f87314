delete from drafts where service_id = $1 and week = $2 and person_id = $3
