select
    people.name,
    people.email,
    services.slug,
    services.time_zone,
    mailings.base,
    editions.approved_at,
    editions.approved_by
from mailings
join subscriptions on subscriptions.id = mailings.subscription
join people on people.id = mailings.person_id and people.active
join services on services.id = mailings.service_id
join editions
    on editions.service_id = mailings.service_id
    and editions.quarter = mailings.quarter
    and editions.number = mailings.edition
    and editions.reopened_at is null
where
    mailings.claim = $1
    and mailings.state = 'taken'
    and (
        people.admin
        or exists (
            select 1
            from roles
            where
                roles.service_id = mailings.service_id
                and roles.person_id = mailings.person_id
        )
    )
