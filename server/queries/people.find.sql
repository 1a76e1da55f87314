select id, email, name, admin, active, password, version from people where id = $1
