delete from provider_tries where created_at < $1
