update invitations
set ended_at = made_at
where used_at is null and ended_at is null
