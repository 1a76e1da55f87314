delete from {table} where service_id = $1
