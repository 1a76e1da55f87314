delete from invitations
where person_id = $1 and made_by = '' and expires_at <= $2
