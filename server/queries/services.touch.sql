update services set data_version = data_version + 1 where id = $1
