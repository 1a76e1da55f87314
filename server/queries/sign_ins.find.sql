select s.person_id, s.enrol, s.created_at
from sign_ins s
join people p on p.id = s.person_id
where s.token_hash = $1 and p.active
