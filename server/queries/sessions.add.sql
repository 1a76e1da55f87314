insert into sessions (token_hash, person_id, created_at, seen_at, proved_at) values ($1, $2, $3, $3, $4)
