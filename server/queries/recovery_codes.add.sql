insert into recovery_codes (person_id, code_hash) values ($1, $2)
