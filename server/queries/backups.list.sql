select slot, state, at, told
from backups
where
    slot = (select max(slot) from backups)
    or slot = (select max(slot) from backups where state = 'made')
order by slot desc
