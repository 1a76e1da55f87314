update links
set opened = opened + 1
where token_hash = $1 and revoked_at is null and expires_at > $2
