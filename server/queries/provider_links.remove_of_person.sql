delete from provider_links where person_id = $1
