select person_id, service_id, role from roles where person_id = $1 order by service_id
