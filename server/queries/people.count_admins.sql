select count(*)
from people
where admin and active and password is not null and id <> $1
