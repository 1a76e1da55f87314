//! What became of an edition's mails, in a sentence; or the text to copy where no mail is sent.
//!
//! Refuses to say more of a reader than their name and whether their mail went out.

use beforehand::words::list;
use leptos::prelude::*;

use super::Letter;
use crate::ui::SafeTextarea;

/// How an edition goes to its readers. Only those who approve are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailed {
    /// By mail, to those who asked for it.
    To(Counted),
    /// No mail is sent from here: the text to copy, where the page's own address is known.
    ByHand(Option<Box<Letter>>),
}

/// Readers by what became of their mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// To how many it went.
    pub sent: usize,
    /// Those it is still being tried for.
    pub waiting: Vec<String>,
    /// Those whose address the mail server refused.
    pub refused: Vec<String>,
    /// Those for whom the mail server never answered.
    pub silent: Vec<String>,
    /// Those of whom it is not known.
    pub unknown: Vec<String>,
}

/// The sentence: "Sent by mail to 3 of 4. Priya's address refused it."
pub(super) fn told(counted: &Counted) -> String {
    let Counted { sent, waiting, refused, silent, unknown } = counted;
    let all = sent + waiting.len() + refused.len() + silent.len() + unknown.len();
    if all == 0 {
        return "Nobody had asked for it by mail when it was approved.".to_owned();
    }
    let mut said = vec![format!("Sent by mail to {sent} of {all}.")];
    let mut add = |names: &[String], one: fn(&str) -> String| {
        if !names.is_empty() {
            said.push(one(&list(names)));
        }
    };
    add(waiting, |names| format!("Still being tried: {names}."));
    add(refused, |names| format!("The address refused it: {names}."));
    add(silent, |names| format!("The mail server did not answer, and it was given up: {names}."));
    add(unknown, |names| {
        format!("Not known, for the line broke while it was sent; ask whether it came: {names}.")
    });
    said.join(" ")
}

pub(super) fn mailed(mailed: &Mailed, page: &str) -> AnyView {
    match mailed {
        Mailed::To(counted) => {
            view! { <p class="fine no-print"><bdi>{told(counted)}</bdi></p> }.into_any()
        }
        Mailed::ByHand(Some(letter)) => {
            let text = format!("Subject: {}\n\n{}", letter.subject, letter.text);
            let rows = u32::try_from(text.lines().count()).unwrap_or(16).min(16);
            view! {
                <details class="by-hand no-print" id="by-mail">
                    <summary>"The text to send by mail"</summary>
                    <p class="fine" id="by-mail-hint">"This server is not set up to send mail. Copy the text into a mail of your own."</p>
                    <label for="letter">"Subject and text"</label>
                    <SafeTextarea name="letter".to_owned() value=text rows=rows maxlength=20_000
                        describedby="by-mail-hint" />
                </details>
            }
            .into_any()
        }
        Mailed::ByHand(None) => {
            let to = format!("{page}#by-mail");
            view! { <p class="links no-print"><a href=to>"The text to send by mail"</a></p> }
                .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_the_mails_is_one_sentence_each() {
        let check = |counted: Counted, expected: &str| assert_eq!(told(&counted), expected);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        check(Counted::default(), "Nobody had asked for it by mail when it was approved.");
        check(Counted { sent: 4, ..Counted::default() }, "Sent by mail to 4 of 4.");
        check(
            Counted { sent: 3, refused: names(&["Priya"]), ..Counted::default() },
            "Sent by mail to 3 of 4. The address refused it: Priya.",
        );
        check(
            Counted {
                waiting: names(&["Kim", "Lee"]),
                silent: names(&["Ann"]),
                unknown: names(&["Bo"]),
                ..Counted::default()
            },
            "Sent by mail to 0 of 4. Still being tried: Kim and Lee. The mail server did not answer, and it was given up: Ann. Not known, for the line broke while it was sent; ask whether it came: Bo.",
        );
    }
}
