select id, email, name, admin, active, password, version from people where email = $1
