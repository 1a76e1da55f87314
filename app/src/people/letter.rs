//! The mail that carries a link: plain text, calm, and saying from whom.
//!
//! Refuses HTML: there is nothing in it to look at.

use beforehand::words::one_line;
use chrono::NaiveDateTime;

use super::said;
use crate::ui;

/// Why it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand<'a> {
    /// An administrator invites somebody.
    Invited {
        /// Who invites.
        by: &'a str,
        /// What they will be, each as a phrase.
        roles: &'a [String],
    },
    /// Somebody forgot their password.
    Forgotten,
}

/// Subject and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// The mail to `name`, who signs in as `email`; `link` works until `until`, local time.
pub fn letter(
    errand: Errand<'_>,
    (name, email): (&str, &str),
    link: &str,
    until: NaiveDateTime,
) -> Letter {
    let (name, until) = (one_line(name), ui::when(until));
    match errand {
        Errand::Invited { by, roles } => {
            let by = one_line(by);
            let roles = if roles.is_empty() {
                String::new()
            } else {
                format!(" You are {}.", one_line(&said(roles)))
            };
            Letter {
                subject: format!("{by} has made an account for you in Beforehand"),
                text: format!(
                    "Hello {name},\n\n\
                     {by} has made an account for you in Beforehand, where a helpline keeps its weekly counts.{roles}\n\n\
                     Choose a password here:\n{link}\n\n\
                     Then sign in with it and with the address {email}.\n\n\
                     The link works once, until {until}. When it has run out, ask {by} for a new one. If you did not expect this mail, tell {by} and leave the link alone.\n"
                ),
            }
        }
        Errand::Forgotten => Letter {
            subject: "Choose a new password for Beforehand".to_owned(),
            text: format!(
                "Hello {name},\n\n\
                 Somebody asked for a new password for your account in Beforehand. If it was you, choose one here:\n{link}\n\n\
                 The link works once, until {until}. Your password stays as it is until then, and you are signed out everywhere when you have chosen a new one.\n\n\
                 If it was not you, leave the link alone: nothing has changed. If it happens again, tell your administrator.\n"
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_adds_no_line() {
        let until = "2026-04-22T09:42:00".parse().unwrap();
        let hostile = "Jo\r\nBcc: x@evil.example\n\nhttps://evil.example";
        let roles = [format!("staff of {hostile}")];
        let errand = Errand::Invited { by: hostile, roles: &roles };
        let link = "https://counts.example/join/abc";
        let plain = [String::from("staff of North")];
        let fine = Errand::Invited { by: "Alex", roles: &plain };
        let good = letter(fine, ("Jo", "jo@example.org"), link, until);
        let bad = letter(errand, (hostile, "jo@example.org"), link, until);
        assert_eq!(bad.text.lines().count(), good.text.lines().count(), "{}", bad.text);
        assert!(!bad.subject.contains(['\r', '\n']));
        assert!(good.text.contains(&format!("\n{link}\n")), "{}", good.text);
        assert!(good.text.contains("until 9:42am on 22 April 2026"), "{}", good.text);
        let forgot = letter(Errand::Forgotten, ("Jo", "jo@example.org"), link, until);
        assert!(forgot.text.contains(&format!("\n{link}\n")), "{}", forgot.text);
    }
}
