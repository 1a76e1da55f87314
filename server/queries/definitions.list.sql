select version, from_week, body from definitions where service_id = $1 order by version
