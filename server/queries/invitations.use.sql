update invitations
set used_at = $2
where token_hash = $1 and used_at is null and ended_at is null and expires_at > $2
