select
    e.quarter, e.number, e.approved_at, e.approved_by, e.head, e.reopened_at, e.reopened_by,
    e.reopened_reason,
    (
        select min(l.made_at)
        from links l
        where l.service_id = e.service_id and l.quarter = e.quarter and l.edition = e.number
    ) as published_at
from editions e
where e.service_id = $1
order by e.quarter desc, e.number desc
