select second_step, version from sign_in_rules where id = 0
