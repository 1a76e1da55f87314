select id, quarter, edition, label, made_at, made_by, expires_at, revoked_at, revoked_by, opened
from links
where service_id = $1
order by made_at desc, id
