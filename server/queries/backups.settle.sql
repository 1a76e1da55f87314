update backups
set state = $3, at = $4, told = $5
where slot = $1 and claim = $2
