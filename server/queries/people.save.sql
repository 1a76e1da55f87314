update people
set email = $3, name = $4, admin = $5, active = $6, password = $7, version = version + 1
where id = $1 and version = $2
