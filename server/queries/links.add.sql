insert into links (
    service_id, id, quarter, edition, token_hash, label, made_at, made_by, expires_at, opened
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
