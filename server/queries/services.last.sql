select max(id) as id from services
