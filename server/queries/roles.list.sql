select person_id, service_id, role from roles order by person_id, service_id
