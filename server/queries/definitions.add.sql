insert into definitions (service_id, version, from_week, body) values ($1, $2, $3, $4)
