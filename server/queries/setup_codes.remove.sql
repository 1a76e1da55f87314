delete from setup_codes
