select quarter, number, approved_at, approved_by, head, reopened_at, reopened_by, reopened_reason
from editions
where service_id = $1
order by quarter desc, number desc
