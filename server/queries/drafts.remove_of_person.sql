delete from drafts where person_id = $1
