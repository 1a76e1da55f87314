update mailings
set state = 'sending', token_hash = $2, at = $3
where claim = $1 and state = 'taken'
