delete from recovery_codes where person_id = $1
