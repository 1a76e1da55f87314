select
    f.secret, f.created_at,
    (select count(*) from recovery_codes r where r.person_id = f.person_id) as codes
from second_factors f
where f.person_id = $1
