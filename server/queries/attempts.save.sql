update attempts set checks = $3, next_at = $4 where account = $1 and day = $2
