delete from attempts where day < $1
