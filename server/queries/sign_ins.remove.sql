delete from sign_ins where token_hash = $1
