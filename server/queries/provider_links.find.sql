select person_id from provider_links where issuer = $1 and subject = $2
