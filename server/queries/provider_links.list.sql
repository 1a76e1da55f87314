select person_id from provider_links where person_id = $1 or $1 = ''
