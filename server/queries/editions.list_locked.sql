select quarter, number, approved_by
from editions
where service_id = $1 and reopened_at is null
order by quarter, number
