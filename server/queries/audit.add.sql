insert into audit
    (chain, seq, at, actor, actor_name, action, object, before, after, previous, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
