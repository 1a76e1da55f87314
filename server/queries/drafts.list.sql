select week, version, turn, typed, saved_at
from drafts
where service_id = $1 and person_id = $2 and week between $3 and $4
order by week
