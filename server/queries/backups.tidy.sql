delete from backups where slot < $1
