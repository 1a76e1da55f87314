select id, email, name, admin, active, password, version from people order by name, id
