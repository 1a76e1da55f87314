select person_id, kind, expires_at, mail
from invitations
where
    used_at is null
    and ended_at is null
    and made_by <> ''
    and (person_id = $1 or $1 = '')
order by made_at, id
