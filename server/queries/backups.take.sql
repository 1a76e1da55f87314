insert into backups (slot, state, at, claim, told)
values ($1, 'running', $2, $3, '')
on conflict (slot) do update
set state = 'running', at = excluded.at, claim = excluded.claim, told = ''
where
    (backups.state = 'failed' and backups.at <= $4)
    or (backups.state = 'running' and backups.at <= $5)
