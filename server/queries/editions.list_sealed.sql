select quarter, number, head, content
from editions
where service_id = $1
order by quarter, number
