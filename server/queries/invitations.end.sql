update invitations
set ended_at = $2
where person_id = $1 and used_at is null and ended_at is null
