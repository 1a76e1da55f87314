delete from services where id = $1 and demo
