delete from receipts where at < $1
