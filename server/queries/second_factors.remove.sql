delete from second_factors where person_id = $1
