select max(id) as id from chains
