select
    people.id as person,
    people.name,
    people.email,
    invitations.kind,
    invitations.made_by,
    invitations.expires_at
from invitations
join people on people.id = invitations.person_id and people.active
where
    invitations.token_hash = $1
    and invitations.used_at is null
    and invitations.ended_at is null
    and invitations.expires_at > $2
