delete from subscriptions where id = $1
