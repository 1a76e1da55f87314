update chains set seq = $2, hash = $3 where id = $1
