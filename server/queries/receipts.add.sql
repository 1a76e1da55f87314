insert into receipts (person, key, digest, at, answer) values ($1, $2, $3, $4, $5)
