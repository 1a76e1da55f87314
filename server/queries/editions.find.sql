select content from editions where service_id = $1 and quarter = $2 and number = $3
