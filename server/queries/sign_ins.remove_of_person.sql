delete from sign_ins where person_id = $1
