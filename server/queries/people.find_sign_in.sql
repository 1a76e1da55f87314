select signed_in_at from people where id = $1
