delete from provider_tries where token_hash = $1 returning next, again, created_at
