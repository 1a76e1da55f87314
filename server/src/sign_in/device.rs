//! Browsers on which somebody signed in before: they have lanes of their own, so that a stranger's
//! guesses never keep the real person out.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::backend::Site;
use crate::session;
use crate::store::hexadecimal;

/// How long a browser is known, in seconds: about half a year.
pub const KNOWN: u32 = 180 * 24 * 3600;

/// The lane in which this browser's tries for an account are counted.
pub fn lane(site: &Site, headers: &HeaderMap, account: &str, hashed: Option<&str>) -> String {
    let sent = session::cookie(site, headers, "device");
    let known = sent.zip(hashed).is_some_and(|(sent, hashed)| is_known(&sent, hashed));
    if known { format!("{account} (known)") } else { account.to_owned() }
}

/// Proof that somebody signed in on this browser with the present password: a random number and
/// its HMAC-SHA256 (RFC 2104) under the password's hash, which no client knows.
pub fn device(hashed: &str) -> String {
    let number = session::random_hex::<16>();
    let proof = hexadecimal(&hmac(hashed, &number));
    format!("{number}.{proof}")
}

fn is_known(sent: &str, hashed: &str) -> bool {
    let Some((number, proof)) = sent.split_once('.') else { return false };
    let expected = hexadecimal(&hmac(hashed, number));
    number.len() == 32
        && subtle::ConstantTimeEq::ct_eq(proof.as_bytes(), expected.as_bytes()).into()
}

fn hmac(key: &str, message: &str) -> [u8; 32] {
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(&Sha256::digest(key.as_bytes()));
    let inner =
        Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_until_the_password_changes() {
        let cookie = device("first hash");
        assert!(is_known(&cookie, "first hash"));
        assert!(!is_known(&cookie, "second hash"));
        assert!(!is_known("00.11", "first hash"));
        assert!(!is_known("", "first hash"));
    }
}
