select id, signed_in_at, signed_in_before
from people
where signed_in_at is not null and (id = $1 or $1 = '')
