insert into provider_links (person_id, issuer, subject, linked_at) values ($1, $2, $3, $4)
