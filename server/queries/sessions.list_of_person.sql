select token_hash, created_at, seen_at
from sessions
where person_id = $1 and created_at >= $2 and seen_at >= $3
order by seen_at desc, created_at desc, token_hash
