update mailings
set state = $2, at = $3, attempts = attempts + 1
where claim = $1 and state in ('taken', 'sending')
