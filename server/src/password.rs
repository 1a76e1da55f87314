//! Passwords: hashed slowly, two at a time, and refused when they are easily guessed.
//!
//! Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet). Refuses composition
//! rules (NIST SP 800-63B): length and a list of common ones instead.

use std::sync::Arc;
use std::sync::LazyLock;
use std::time::Duration;

use app::error::Error;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::ended;
use crate::session;

/// The shortest password without a second factor, in characters (ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 15;
/// The shortest with a second factor (ASVS 5.0, 6.2.1 asks for 8; OWASP advises more).
pub const SHORTEST_WITH_SECOND_STEP: usize = 12;
/// The longest one taken, in characters: longer ones only cost time.
pub const LONGEST: usize = 200;

const COMMON: &str = include_str!("password/common.txt");

/// Hashes a password; the text holds salt and cost.
///
/// # Errors
/// When the machine gives no random numbers or no memory.
pub fn hash(password: &str) -> Result<String, Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(
        |error| {
            tracing::error!(%error, "hashing a password");
            Error::Internal { reference: String::new() }
        },
    )
}

/// Twenty letters and digits that are hard to mistake, in groups of four: 100 random bits.
pub fn readable() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = session::random_hex::<20>();
    let values = bytes.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    let values = values.filter_map(|pair| u8::from_str_radix(pair, 16).ok());
    let letters: Vec<char> =
        values.map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// Why a new password may not be used, as a sentence; none when it may.
pub fn refuse(password: &str) -> Option<String> {
    refuse_below(SHORTEST, password)
}

/// The same where so many characters are enough: a second step allows shorter ones.
pub fn refuse_below(shortest: usize, password: &str) -> Option<String> {
    let length = password.chars().count();
    if length < shortest {
        return Some(format!(
            "The password has {length} characters. Use {shortest} or more: four or five words that do not belong together are easy to remember."
        ));
    }
    if length > LONGEST {
        return Some(format!("The password is too long. Use at most {LONGEST} characters."));
    }
    let plain: String =
        password.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // A common password, perhaps written twice or with digits after it.
    let common = COMMON.lines().filter(|line| !line.starts_with('#')).any(|word| {
        let rest = plain.replace(word, "");
        word.len() >= 3 && rest.len() < plain.len() && rest.chars().all(|c| c.is_ascii_digit())
    });
    let mut letters: Vec<char> = plain.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if common || letters.len() < 5 {
        return Some(
            "That password is easily guessed. Use four or five words that do not belong together."
                .to_owned(),
        );
    }
    None
}

/// Where passwords are hashed and checked: two at a time, a few waiting, the others asked to come back.
pub struct Desk {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(2)), queue: Arc::new(Semaphore::new(16)) }
    }
}

impl Desk {
    /// Whether the password is the one hashed. Without a hash (nobody has that name) the same time
    /// is taken and the answer is no.
    ///
    /// # Errors
    /// Busy, when too many wait already.
    pub async fn check(&self, password: String, hashed: Option<String>) -> Result<bool, Error> {
        self.work(move || {
            let known = hashed.is_some();
            known & verify(&password, hashed.as_deref().unwrap_or(&NOBODY))
        })
        .await
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// Busy, when too many wait already; see [`hash`].
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.work(move || hash(&password)).await?
    }

    /// Work that is slow on purpose, away from the threads that answer, when its turn has come.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _waiting = self.queue.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let place =
            tokio::time::timeout(Duration::from_secs(4), self.places.clone().acquire_owned());
        let place = place.await.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?;
        let work = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        work.await.map_err(|why| ended(&why))
    }
}

static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

fn verify(password: &str, hashed: &str) -> bool {
    PasswordHash::new(hashed)
        .is_ok_and(|hashed| Argon2::default().verify_password(password.as_bytes(), &hashed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_recognised_and_no_other() {
        let hashed = hash("correct horse battery").unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("correct horse battery", &hashed));
        assert!(!verify("correct horse batter", &hashed));
        assert!(!verify("correct horse battery", "not a hash"));
    }

    #[test]
    fn weak_passwords_are_refused_in_a_sentence() {
        #[track_caller]
        fn check(password: &str, refused: bool) {
            let said = refuse(password);
            assert_eq!(said.is_some(), refused, "{password}: {said:?}");
        }
        check("", true);
        check("short", true);
        check("fourteen-chars", true);
        check("passwordpassword", true);
        check("Password12345678", true);
        check("qwertyuiop123456", true);
        check("aaaaaaaaaaaaaaaa", true);
        check("1234567890123456", true);
        check("iloveyou iloveyou", true);
        check("otter candle bridge", false);
        check("Äpfel und Birnen", false);
        check(&"otter".repeat(60), true);
        // Twelve are enough beside a second step; eleven are not.
        assert_eq!(refuse_below(SHORTEST_WITH_SECOND_STEP, "otter candle"), None);
        assert!(refuse_below(SHORTEST_WITH_SECOND_STEP, "otter candl").is_some());
        assert!(refuse("otter candle").is_some());
    }
}
