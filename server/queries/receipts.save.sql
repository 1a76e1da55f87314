update receipts set answer = $4 where person = $1 and key = $2 and digest = $3
