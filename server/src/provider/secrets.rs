//! What one way to the provider and back is told by: state, nonce and the verifier of PKCE (RFC 7636).
//!
//! All three are worked out from the token in the browser's cookie, so that the database, which keeps the
//! hash of the token, knows none of them, and no browser but that one can end what it began.

use crate::session;

/// The three of one way.
pub struct Secrets {
    /// Comes back in the address.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// Goes to the provider with the code, and only its hash before.
    pub verifier: String,
}

impl Secrets {
    /// Those of a token.
    pub fn of(token: &str) -> Self {
        let one = |what: &str| session::hash(&format!("{what} {token}"));
        Self { state: one("state"), nonce: one("nonce"), verifier: one("verifier") }
    }

    /// Whether that is the state, told in the same time whatever it is.
    pub fn is_state(&self, sent: &str) -> bool {
        subtle::ConstantTimeEq::ct_eq(self.state.as_bytes(), sent.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_its_own_and_none_tells_another() {
        let (one, other) = (Secrets::of("a"), Secrets::of("b"));
        let all = [&one.state, &one.nonce, &one.verifier, &other.state, &other.nonce];
        for (n, secret) in all.iter().enumerate() {
            assert_eq!(secret.len(), 64);
            assert!(!all[..n].contains(secret));
            assert_ne!(**secret, session::hash("a"), "what the database knows tells none of them");
        }
        assert!(one.is_state(&one.state) && !one.is_state(&other.state) && !one.is_state(""));
    }
}
