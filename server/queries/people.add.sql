insert into people (id, email, name, admin, active, password, version, created_at)
values ($1, $2, $3, $4, true, $5, 1, $6)
