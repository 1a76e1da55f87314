select a.chain
from audit a
left join chains c on c.id = a.chain
where c.id is null
group by a.chain
order by a.chain
