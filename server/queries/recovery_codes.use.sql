delete from recovery_codes where person_id = $1 and code_hash = $2
