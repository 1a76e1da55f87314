insert into sign_ins (token_hash, person_id, enrol, created_at) values ($1, $2, $3, $4)
