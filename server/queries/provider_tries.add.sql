insert into provider_tries (token_hash, next, again, created_at) values ($1, $2, $3, $4)
