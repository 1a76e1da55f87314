update chains set seq = seq where id = $1
