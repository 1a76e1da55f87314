insert into invitations
    (id, person_id, kind, token_hash, made_at, made_by, expires_at, mail)
values ($1, $2, $3, $4, $5, $6, $7, $8)
