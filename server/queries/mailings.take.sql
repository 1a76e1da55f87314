update mailings
set state = 'taken', claim = $5, at = $6
where
    service_id = $1
    and quarter = $2
    and edition = $3
    and person_id = $4
    and state in ('waiting', 'taken')
    and at <= $7
