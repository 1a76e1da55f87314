insert into second_factors (person_id, secret, last_step, created_at) values ($1, $2, $3, $4)
