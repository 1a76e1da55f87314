//! Is it them? The checks that signing in, its second step and dangerous acts share.
//!
//! Refuses to answer quickly: each try is counted in a lane of the database before anything is
//! looked at. A lane is an account's, or that of its known browsers, or of its sessions; what is tried
//! in one never blocks another.

use app::error::Error;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::backend::House;
use crate::error::Answer;
use crate::store::{Attempt, Demand, Refused as StoreRefused};
use crate::totp::{self, Typed};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is them.
    Right,
    /// It is not what was expected.
    Wrong,
    /// It would have been right, once.
    Used,
    /// Nothing was checked: the lane is closed for so many seconds.
    Wait(i64),
}

/// What a failed check is called.
pub struct Words {
    wrong: &'static str,
    used: &'static str,
    tries: &'static str,
    guesses: &'static str,
    way_out: &'static str,
}

/// Of a password, with an address.
pub const PASSWORD: &Words = &Words {
    wrong: "The email address or the password is not right.",
    used: "",
    tries: "Too many wrong passwords were tried for this address today.",
    guesses: "passwords",
    way_out: "Use a computer you have signed in on before, or ask the administrator for a new password.",
};
/// Of one's own password, asked again.
pub const OWN_PASSWORD: &Words = &Words {
    wrong: "That is not your present password.",
    used: "",
    tries: "Too many wrong passwords were tried here today.",
    guesses: "passwords",
    way_out: "Sign out and in again.",
};
/// Of a code.
pub const CODE: &Words = &Words {
    wrong: "That code is not right. Type the six digits your app shows now, or a recovery code you have not used.",
    used: "That code was used already. Wait for the next one in your app, which takes half a minute at most.",
    tries: "Too many wrong codes were tried for this account today.",
    guesses: "codes",
    way_out: "Use a computer you have signed in on before, or try again tomorrow.",
};

/// Why somebody is not let through.
pub struct Why {
    /// The sentence at the field.
    pub said: String,
    /// The status.
    pub status: StatusCode,
    wait: Option<i64>,
}

impl Why {
    /// The answer, which tells programs how long to wait.
    ///
    /// # Errors
    /// None; an [`Answer`] for its callers' sake.
    pub fn answer(&self, mut response: Response) -> Answer {
        if let Some(seconds) = self.wait {
            let seconds = HeaderValue::from(seconds.unsigned_abs());
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        Ok(response)
    }
}

impl Checked {
    /// Why not; none when it is right.
    pub fn refused(self, words: &Words) -> Option<Why> {
        let (said, status, wait) = match self {
            Self::Right => return None,
            Self::Wrong => (words.wrong.to_owned(), StatusCode::UNPROCESSABLE_ENTITY, None),
            Self::Used => (words.used.to_owned(), StatusCode::UNPROCESSABLE_ENTITY, None),
            Self::Wait(seconds) => {
                let Words { tries, guesses, way_out, .. } = words;
                let said = if seconds > 60 {
                    format!("{tries} {way_out}")
                } else {
                    format!(
                        "Wait {seconds} seconds before the next try. This slows down anybody who guesses {guesses}."
                    )
                };
                (said, StatusCode::TOO_MANY_REQUESTS, Some(seconds))
            }
        };
        Some(Why { said, status, wait })
    }
}

/// Whether the password is the one hashed.
///
/// # Errors
/// Busy, when the database does not answer or too many passwords wait to be checked.
pub async fn password(
    house: &House,
    lane: &str,
    typed: String,
    hashed: Option<String>,
) -> Result<Checked, Error> {
    if let Some(seconds) = wait(house, lane).await? {
        return Ok(Checked::Wait(seconds));
    }
    if !house.desk.check(typed, hashed).await? {
        return Ok(Checked::Wrong);
    }
    house.store.remove_attempts(lane).await?;
    Ok(Checked::Right)
}

/// Whether the code is one of the person's app or a recovery code of theirs; it is used with that.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn code(house: &House, lane: &str, person: &str, typed: &str) -> Result<Checked, Error> {
    let lane = format!("code {lane}");
    if let Some(seconds) = wait(house, &lane).await? {
        return Ok(Checked::Wait(seconds));
    }
    let now = house.clock.now();
    let Some(factor) = house.store.find_second_factor(person).await? else {
        return Ok(Checked::Wrong);
    };
    let checked = match totp::read(typed) {
        None => Checked::Wrong,
        Some(Typed::App(code)) => match totp::step(&factor.secret, &code, now) {
            None => Checked::Wrong,
            Some(step) if house.store.use_step(person, step).await? => Checked::Right,
            Some(_) => Checked::Used,
        },
        Some(Typed::Recovery(hash)) => {
            match house.store.use_recovery_code(person, &hash, now.naive_utc()).await {
                Ok(true) => Checked::Right,
                Err(StoreRefused::Store(error)) => return Err(error.into()),
                // Not theirs, used, or somebody who may not sign in any more.
                Ok(false) | Err(_) => Checked::Wrong,
            }
        }
    };
    if checked == Checked::Right {
        house.store.remove_attempts(&lane).await?;
    }
    Ok(checked)
}

/// Whether a second step is asked of somebody. Never in the demo, whose passwords are printed.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn demands(house: &House, admin: bool) -> Result<bool, Error> {
    if house.site.demo || admin {
        return Ok(!house.site.demo);
    }
    Ok(house.store.find_demand().await?.0 == Demand::Everybody)
}

/// Counts a try; the seconds to wait when it may not be made now.
async fn wait(house: &House, lane: &str) -> Result<Option<i64>, Error> {
    let now = house.clock.now().naive_utc();
    Ok(match house.store.try_attempt(lane, now).await? {
        Attempt::Allowed(_) => None,
        Attempt::Wait(until) => Some((until - now).num_milliseconds().max(1).div_euclid(1000) + 1),
    })
}
