select id, seq, hash from chains order by id
