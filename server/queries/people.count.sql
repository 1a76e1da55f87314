select count(*) from people
