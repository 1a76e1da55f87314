select hash, made_at from setup_codes where id = 1
