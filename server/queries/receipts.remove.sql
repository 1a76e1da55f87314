delete from receipts where person = $1 and key = $2 and digest = $3
