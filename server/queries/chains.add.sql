insert into chains (id, seq, hash) values ($1, 0, '')
