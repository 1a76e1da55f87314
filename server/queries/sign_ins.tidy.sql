delete from sign_ins where created_at < $1
