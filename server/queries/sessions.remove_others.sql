delete from sessions where person_id = $1 and token_hash <> $2
