update links
set revoked_at = $3, revoked_by = $4
where service_id = $1 and id = $2 and revoked_at is null
