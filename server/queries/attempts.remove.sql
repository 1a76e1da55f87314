delete from attempts where account = $1
