select people.name, mailings.state
from mailings
join people on people.id = mailings.person_id
where mailings.service_id = $1 and mailings.quarter = $2 and mailings.edition = $3
order by people.name, people.id
