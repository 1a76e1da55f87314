//! The second step of signing in: codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits,
//! thirty seconds, which is what all apps know), and recovery codes for the day the phone is lost.
//!
//! Refuses to know which codes were used: that is a row (`store::factors`).

use std::fmt::Write;

use chrono::{DateTime, Utc};
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Builder, Secret, Totp};

use crate::session;

/// The name an app shows beside the code.
const ISSUER: &str = "Beforehand";
/// Seconds that a code stands.
const STEP: u64 = 30;
/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code: 120 bits, so that a plain hash of it cannot be guessed (ASVS 5.0, 6.5.2).
const LETTERS_OF_CODE: usize = 24;
/// Without letters that look like digits.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A code as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits of the app.
    App(String),
    /// The hash of a recovery code.
    Recovery(String),
}

/// Reads what was typed as one or the other, whatever spaces and hyphens stand in it.
pub fn read(typed: &str) -> Option<Typed> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_lowercase)
        .collect();
    if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Typed::App(plain));
    }
    let of_code = plain.len() == LETTERS_OF_CODE && plain.bytes().all(|b| LETTERS.contains(&b));
    of_code.then(|| Typed::Recovery(session::hash(&plain)))
}

/// A new secret: 160 random bits in base 32 (RFC 4226, 4).
pub fn new_secret() -> String {
    Secret::from(session::random_bytes::<20>()).to_base32()
}

/// Whether it is a secret as [`new_secret`] makes them.
pub fn is_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
}

/// The step whose code this is: the present one, the one before or the one after, for clocks differ.
pub fn step(secret: &str, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let step = totp(secret)?.check(code, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

/// The code an app with that secret shows.
pub fn code(secret: &str, now: DateTime<Utc>) -> Option<String> {
    Some(totp(secret)?.generate(u64::try_from(now.timestamp()).ok()?).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_step_duration(STEP).with_skew(1).with_secret(secret).build().ok()
}

/// What an app reads from the picture: `otpauth://totp/…`.
pub fn link(secret: &str, email: &str) -> String {
    let account = email.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    });
    format!("otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}")
}

/// The link as a QR code, one path of ours: dark on light whatever the page's colours are, since
/// cameras want it so. None when the link is too long for one.
pub fn picture(link: &str) -> Option<String> {
    /// The light frame that readers need, in squares.
    const FRAME: usize = 4;
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = colors[column..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                let (x, y) = (column + FRAME, row + FRAME);
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += run.max(1);
        }
    }
    let size = width + 2 * FRAME;
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" width=\"220\" height=\"220\" role=\"img\" aria-label=\"The secret as a picture for your app\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\" shape-rendering=\"crispEdges\"/></svg>"
    ))
}

/// New recovery codes, to be shown once.
pub fn new_recovery_codes() -> Vec<String> {
    let code = || {
        let letters = session::random_bytes::<LETTERS_OF_CODE>();
        let letters: Vec<char> =
            letters.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// What the database knows of recovery codes.
pub fn hashes(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| session::hash(&code.replace('-', ""))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits, for its secret of 20 bytes.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        let check = |seconds: i64, eight: &str| {
            assert_eq!(code(&secret, at(seconds)).unwrap(), eight[2..], "{seconds}");
            assert_eq!(step(&secret, &eight[2..], at(seconds)), Some(seconds / 30));
        };
        check(59, "94287082");
        check(1_111_111_109, "07081804");
        check(1_111_111_111, "14050471");
        check(1_234_567_890, "89005924");
        check(2_000_000_000, "69279037");
        check(20_000_000_000, "65353130");
    }

    #[test]
    fn clocks_may_differ_by_one_step() {
        let secret = new_secret();
        let now = 1_777_777_777;
        let typed = code(&secret, at(now)).unwrap();
        let check = |later: i64, accepted: bool| {
            let found = step(&secret, &typed, at(now + later));
            assert_eq!(found, accepted.then_some(now / 30), "{later} s later");
        };
        check(0, true);
        check(30, true);
        check(-30, true);
        check(60, false);
        check(-60, false);
        assert_eq!(step(&secret, "", at(now)), None);
        assert_eq!(step("no secret!", &typed, at(now)), None);
        assert!(is_secret(&secret) && !is_secret("javascript:alert(1)") && !is_secret(""));
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let codes = new_recovery_codes();
        let hash = |n: usize| Some(Typed::Recovery(hashes(&codes)[n].clone()));
        let check =
            |typed: &str, expected: Option<Typed>| assert_eq!(read(typed), expected, "{typed}");
        check("123456", Some(Typed::App("123456".into())));
        check(" 123 456 ", Some(Typed::App("123456".into())));
        check("12345", None);
        check("１２３４５６", None);
        check("", None);
        check(&codes[0], hash(0));
        check(&codes[9].to_uppercase().replace('-', " "), hash(9));
        check(&codes[0][..20], None);
        let mut different = hashes(&codes);
        different.sort_unstable();
        different.dedup();
        assert_eq!((codes.len(), different.len(), codes[0].len()), (10, 10, 29));
    }

    #[test]
    fn the_picture_says_the_link() {
        let secret = new_secret();
        let link = link(&secret, "o'neil+a@example.org");
        let expected = "otpauth://totp/Beforehand:o%27neil%2Ba%40example.org?secret=";
        assert!(link.starts_with(expected), "{link}");
        let svg = picture(&link).unwrap();
        // The corner that every QR code begins with: seven dark squares, after the frame of four.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(!svg.contains("style"), "{svg}");
        assert_eq!(picture(&"x".repeat(5000)), None);
    }
}
