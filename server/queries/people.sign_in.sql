update people set signed_in_at = $2 where id = $1 and active and password = $3
