//! An edition as a mail: the page's headline, sentences, numbers, caveat and comment, as plain text and
//! as HTML.
//!
//! Both are written from the same parts, so that they say the same. Refuses pictures, styles and
//! anything from elsewhere; whatever people named is put on one line and escaped.

use std::fmt::Write as _;

use beforehand::summary::Summary;
use beforehand::week::long_date;
use beforehand::words::one_line;
use chrono::NaiveDate;

use super::PAPER;
use crate::ui;

/// What a mail is about.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// What was approved.
    pub summary: &'a Summary,
    /// What the manager said.
    pub comment: Option<&'a str>,
    /// Number of the edition, the day it was approved on and by whom.
    pub edition: (i32, NaiveDate, &'a str),
    /// The address of the edition, from `https://` on.
    pub page: &'a str,
    /// The address that stops such mail; none in a text to be copied.
    pub stop: Option<&'a str>,
}

/// Subject, text and HTML of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// "Stop-line North, January to March 2019: Calls rose, …".
    pub subject: String,
    /// As plain text, in lines.
    pub text: String,
    /// As a whole HTML document.
    pub html: String,
}

enum Part {
    Title(String),
    Heading(String),
    Words(String),
    Way(String, String),
}

/// The mail of an edition.
pub fn letter(issue: &Issue<'_>) -> Letter {
    let summary = issue.summary;
    let name = one_line(&summary.service_name);
    let subject = format!("{name}, {}: {}", summary.months, one_line(&summary.headline));
    let parts = parts(issue, &name);
    Letter { text: text(&parts), html: html(&subject, &parts), subject }
}

fn parts(issue: &Issue<'_>, name: &str) -> Vec<Part> {
    let Issue { summary, comment, edition: (number, on, by), page, stop, .. } = issue;
    let words = |text: &str| Part::Words(one_line(text));
    let mut parts = vec![
        Part::Words(format!(
            "{name} · {} · {} · approved on {}, edition {number}",
            summary.months,
            summary.label,
            long_date(*on)
        )),
        Part::Title(one_line(&summary.headline)),
    ];
    parts.extend(summary.sentences.iter().map(|text| words(text)));
    if !summary.figures.is_empty() {
        parts.push(Part::Heading("The numbers".to_owned()));
    }
    parts.extend(summary.figures.iter().map(|figure| {
        let detail = [&figure.verdict, &figure.detail].map(|text| one_line(text));
        let detail: Vec<_> = detail.into_iter().filter(|text| !text.is_empty()).collect();
        words(&format!(
            "{}: {} {}. {}",
            figure.title,
            figure.number,
            figure.unit,
            ui::sentence(&detail.join(", "))
        ))
    }));
    if let Some(caveat) = &summary.caveat {
        parts.push(Part::Heading("To keep in mind".to_owned()));
        parts.push(words(caveat));
    }
    if let Some(comment) = comment {
        parts.push(Part::Heading(format!("Comment by {}", one_line(by))));
        parts.extend(comment.split('\n').filter(|line| !line.trim().is_empty()).map(words));
    }
    let more = "Every channel, the small charts and how the numbers are made".to_owned();
    parts.push(Part::Way(more, (*page).to_owned()));
    let paper = "The same on paper, as a PDF".to_owned();
    parts.push(Part::Way(paper, format!("{page}/{PAPER}")));
    if let Some(stop) = stop {
        parts.push(Part::Heading("Why you get this".to_owned()));
        parts.push(Part::Words(format!(
            "You asked for each new edition of {name} by mail. Answers are read by nobody."
        )));
        parts.push(Part::Way("Stop this mail".to_owned(), (*stop).to_owned()));
    }
    parts
}

fn text(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let _ = match part {
            Part::Title(words) | Part::Words(words) => writeln!(out, "{words}\n"),
            Part::Heading(words) => {
                writeln!(out, "{words}\n{}\n", "-".repeat(words.chars().count()))
            }
            Part::Way(words, to) => writeln!(out, "{words}:\n{to}\n"),
        };
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn html(subject: &str, parts: &[Part]) -> String {
    let title = ui::escape(subject);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n<body>\n"
    );
    for part in parts {
        let _ = match part {
            Part::Title(words) => writeln!(out, "<h1>{}</h1>", ui::escape(words)),
            Part::Heading(words) => writeln!(out, "<h2>{}</h2>", ui::escape(words)),
            Part::Words(words) => writeln!(out, "<p>{}</p>", ui::escape(words)),
            Part::Way(words, to) => {
                writeln!(out, "<p><a href=\"{}\">{}</a></p>", ui::escape(to), ui::escape(words))
            }
        };
    }
    out.push_str("</body>\n</html>\n");
    out
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::look::fixtures::summary;

    fn issue<'a>(summary: &'a Summary, comment: Option<&'a str>) -> Issue<'a> {
        let on = NaiveDate::from_ymd_opt(2019, 4, 12).unwrap_or_default();
        let page = "https://counts.example/services/north/quarter/2018-Q4/edition/1";
        let stop = Some("https://counts.example/mail/stop/4f2a");
        Issue { summary, comment, edition: (1, on, "Sam"), page, stop }
    }

    /// The words of the HTML, without its tags.
    fn words(html: &str) -> String {
        let (_, body) = html.split_once("<body>").unwrap_or_default();
        let mut out = String::new();
        let mut inside = false;
        for letter in body.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => out.push(other),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn both_say_all_that_the_page_says() {
        let summary = summary();
        let said = letter(&issue(&summary, Some("We were on television.")));
        assert_eq!(
            said.subject,
            format!("{}, January to March 2019: {}", summary.service_name, summary.headline)
        );
        let mut expected = summary.sentences.clone();
        for figure in &summary.figures {
            expected.push(format!("{} {}", figure.number, figure.unit));
            expected.push(figure.verdict.clone());
            expected.push(figure.detail.clone());
        }
        expected.push(summary.headline.clone());
        expected.extend(summary.caveat.clone());
        expected
            .extend(["Comment by Sam", "We were on television.", "Stop this mail"].map(Into::into));
        for part in expected {
            assert!(said.text.contains(&part), "{part}: {}", said.text);
            assert!(words(&said.html).contains(&ui::escape(&part)), "{part}: {}", said.html);
        }
        assert!(said.text.contains("Stop this mail:\nhttps://counts.example/mail/stop/4f2a\n"));
        let alone = Issue { stop: None, ..issue(&summary, None) };
        assert!(!letter(&alone).text.contains("Stop this mail"));
    }

    #[test]
    fn no_name_adds_a_line_a_tag_or_a_picture() {
        let hostile =
            "North\r\nBcc: x@evil.example\u{2028}<img src=\"https://evil.example\"><script>";
        let mut summary = summary();
        summary.sentences[0] = hostile.to_owned();
        summary.service_name = hostile.to_owned();
        let said = letter(&issue(&summary, None));
        assert!(!said.subject.contains(['\r', '\n', '\u{2028}']), "{}", said.subject);
        assert!(said.text.lines().all(|line| !line.starts_with("Bcc:")), "{}", said.text);
        let said = letter(&issue(&summary, Some(hostile)));
        for tag in ["<img", "<script", "<style", "<link", " style="] {
            assert!(!said.html.contains(tag), "{tag}: {}", said.html);
        }
        assert_eq!(
            said.html.matches("<a ").count(),
            3,
            "the edition, its paper, and the way to stop"
        );
    }
}
