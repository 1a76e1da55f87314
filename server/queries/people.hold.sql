update people
set active = active
where id = $1 and active and (password = $2 or ($2 = '' and password is null))
