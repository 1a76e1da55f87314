update invitations set mail = $2 where id = $1
