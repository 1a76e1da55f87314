update people
set signed_in_before = signed_in_at, signed_in_at = $2
where
    id = $1
    and active
    and (
        password = $3
        or (
            $3 = ''
            and password is null
            and not admin
            and exists (select 1 from provider_links l where l.person_id = people.id)
        )
    )
