update sessions set token_hash = $2, seen_at = $3, proved_at = $3 where token_hash = $1
