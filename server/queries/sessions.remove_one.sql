delete from sessions where person_id = $1 and substr(token_hash, 1, 16) = $2
