select count(*) as live, count(case when s.created_at < $3 or s.seen_at < $4 then 1 end) as ending
from sessions s
join people p on p.id = s.person_id
where p.active and s.created_at >= $1 and s.seen_at >= $2
