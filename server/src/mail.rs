//! Mail to people with accounts, through the one server the administrator named: plain text, or the
//! same words as HTML beside it.
//!
//! Refuses a password on an open line, and names that would add a header. What the mail server answers
//! goes to the log, never its password.

use std::fmt;
use std::time::{Duration, SystemTime};

use beforehand::invalid::Invalid;
use beforehand::words::one_line;
use chrono::{DateTime, Utc};
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport as _, Tokio1Executor};

use crate::session;

/// How long a mail server may take in all: shorter than a request, so that the page can say so.
pub const PATIENCE: Duration = Duration::from_secs(8);

/// The way out for mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    server: String,
}

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom: names and addresses.
    pub to: Vec<(String, String)>,
    /// Whom an answer goes to: name and address.
    pub reply: Option<(String, String)>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as a whole HTML document.
    pub html: Option<String>,
    /// The address that stops such mail (RFC 2369; by one click, RFC 8058, where it is https).
    pub stop: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a mail was not sent. The mail server's own words are in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// An address is none.
    Address,
    /// The mail server refused it: nobody got it.
    Refused,
    /// The mail server could not be reached or stopped answering: most likely nobody got it.
    Silent,
}

impl Mailer {
    /// Mail through `smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the first
    /// byte), from an address such as `Beforehand <counts@example.org>`. TLS is left out only on
    /// the machine itself, or where `?tls=none` says so and there is no password.
    ///
    /// # Errors
    /// A sentence on `smtp` or `mail_from` that repeats nothing of the address.
    pub fn new(smtp: &str, from: &str) -> Result<Self, Invalid> {
        let wrong =
            |problem: &str| Invalid::new("smtp", format!("The setting smtp (--smtp) {problem}"));
        let unreadable = || {
            wrong(
                "is not the address of a mail server. Write it as smtp://user:password@mail.example.org:587 or smtps://…, with each of : / ? # @ in the password as %3A %2F %3F %23 %40.",
            )
        };
        let (scheme, rest) = smtp.split_once("://").ok_or_else(unreadable)?;
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(a, b)| (a, Some(b)));
        let rest = rest.trim_end_matches('/');
        let (user, server) = rest.rsplit_once('@').map_or((None, rest), |(a, b)| (Some(a), b));
        let tls = match (scheme, query) {
            ("smtps", None) => "",
            ("smtp", None) if is_here(server) => "",
            ("smtp", None) => "?tls=required",
            ("smtp", Some("tls=none")) if user.is_none() => "",
            ("smtp", Some("tls=none")) => {
                return Err(wrong(
                    "would send the password in the clear. Leave out ?tls=none, or the user and password.",
                ));
            }
            _ => return Err(unreadable()),
        };
        if server.is_empty() || server.contains('/') || user.is_some_and(|user| !user.contains(':'))
        {
            return Err(unreadable());
        }
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&format!("{scheme}://{rest}{tls}"))
                .map_err(|_| unreadable())?
                .timeout(Some(PATIENCE))
                .build();
        let from = from.parse::<Mailbox>().map_err(|_| {
            let problem = "The setting mail_from (--mail-from) is not a mail address. Write it as \"Beforehand <counts@example.org>\".";
            Invalid::new("mail_from", problem)
        })?;
        Ok(Self { transport, from, server: server.to_owned() })
    }

    /// The server's name, without user and password.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whom mail comes from.
    pub fn sender(&self) -> String {
        self.from.to_string()
    }

    /// Whether the server is there and speaks: nothing is handed over yet.
    ///
    /// # Errors
    /// [`Unsent::Silent`] when it cannot be reached, or does not answer as a mail server does.
    pub async fn ready(&self) -> Result<(), Unsent> {
        match tokio::time::timeout(PATIENCE, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(found) => {
                tracing::warn!(server = %self.server, ?found, "the mail server is not there");
                Err(Unsent::Silent)
            }
            Err(_) => {
                tracing::warn!(server = %self.server, "the mail server did not answer");
                Err(Unsent::Silent)
            }
        }
    }

    /// Hands a mail to the server: all who shall get it, or nobody.
    ///
    /// # Errors
    /// Why nobody got it.
    pub async fn send(&self, mail: &Mail) -> Result<(), Unsent> {
        let message = message(&self.from, mail).map_err(|why| {
            tracing::warn!(%why, "a mail cannot be written");
            Unsent::Address
        })?;
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(why)) => {
                tracing::warn!(server = %self.server, ?why, "a mail was not sent");
                // What it said is certain; a line that broke may have broken after the last word, and
                // lettre takes that for a strange answer.
                let certain =
                    why.is_permanent() || why.is_transient() || why.is_client() || why.is_tls();
                Err(if certain && !why.is_timeout() { Unsent::Refused } else { Unsent::Silent })
            }
            Err(_) => {
                tracing::warn!(server = %self.server, "the mail server did not answer");
                Err(Unsent::Silent)
            }
        }
    }
}

impl fmt::Debug for Mailer {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({})", self.server)
    }
}

/// Whether a server is this machine, so that nothing said to it leaves the machine.
fn is_here(server: &str) -> bool {
    let host = server.rsplit_once(':').map_or(server, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

fn message(from: &Mailbox, mail: &Mail) -> Result<Message, String> {
    let mut builder = Message::builder()
        .from(from.clone())
        .subject(one_line(&mail.subject))
        .date(SystemTime::from(mail.at))
        .message_id(Some(format!("<{}@{}>", session::random_hex::<16>(), from.email.domain())))
        .header(MIME_VERSION_1_0);
    for to in &mail.to {
        builder = builder.to(mailbox(to).map_err(|error| error.to_string())?);
    }
    if let Some(reply) = &mail.reply {
        builder = builder.reply_to(mailbox(reply).map_err(|error| error.to_string())?);
    }
    if let Some(stop) = &mail.stop {
        builder = builder.raw_header(raw("Auto-Submitted", "auto-generated"));
        builder = builder.raw_header(raw("List-Unsubscribe", &format!("<{stop}>")));
        if stop.starts_with("https://") {
            let (field, value) = app::stop::FIELD;
            builder = builder.raw_header(raw("List-Unsubscribe-Post", &format!("{field}={value}")));
        }
    }
    match &mail.html {
        Some(html) => {
            let both = MultiPart::alternative_plain_html(mail.text.clone(), html.clone());
            builder.multipart(both)
        }
        None => builder.header(ContentType::TEXT_PLAIN).body(mail.text.clone()),
    }
    .map_err(|error| error.to_string())
}

/// A header that lettre has no type for. Its value is an address or a word of ours, on one line.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(value))
}

fn mailbox((name, email): &(String, String)) -> Result<Mailbox, AddressError> {
    Ok(Mailbox::new(Some(one_line(name)), email.parse::<Address>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_never_repeated() {
        let check = |smtp: &str, from: &str, expected: &str| {
            let said = Mailer::new(smtp, from);
            let said = said.map_or_else(|problem| problem.to_string(), |_| "fine".to_owned());
            assert!(said.contains(expected), "{smtp}: {said}");
            assert!(!said.contains("s3cret"), "{smtp}: {said}");
        };
        let from = "Beforehand <counts@example.org>";
        for fine in [
            "smtp://user:s3cret@mail.example.org:587",
            "smtp://user%40x:s3cret%2F@mail.example.org",
            "smtps://user:s3cret@mail.example.org",
            "smtps://mail.example.org:465/",
            "smtp://127.0.0.1:2525",
            "smtp://user:s3cret@localhost",
            "smtp://relay.internal:25?tls=none",
        ] {
            check(fine, from, "fine");
        }
        for wrong in [
            "",
            "mail.example.org",
            "http://mail.example.org",
            "smtp://",
            "smtp://user:s3cret@",
            "smtp://s3cret@mail.example.org",
            "smtp://user:s3cret/x@mail.example.org",
            "smtp://mail.example.org:port",
            "smtp://mail.example.org?tls=opportunistic",
            "smtps://mail.example.org?tls=none",
        ] {
            check(wrong, from, "is not the address of a mail server");
        }
        check("smtp://u:s3cret@relay.internal?tls=none", from, "in the clear");
        check("smtps://mail.example.org", "Beforehand", "mail_from");
        check("smtps://mail.example.org", "a@b.example\r\nBcc: c@d.example", "mail_from");
        let mailer = Mailer::new("smtp://user:s3cret@mail.example.org", from).unwrap();
        assert_eq!(format!("{mailer:?}"), "Mailer(mail.example.org)");
    }

    #[test]
    fn no_name_adds_a_header() {
        let from = "Beforehand <counts@example.org>".parse().unwrap();
        for hostile in [
            "Jo\r\nBcc: all@evil.example",
            "Jo\nBcc: all@evil.example\n\n<script>",
            "Jo\rBcc: all@evil.example",
            "Jo\u{2028}Bcc: all@evil.example",
            "Jo\0\u{85}Bcc: all@evil.example",
            "Jo\" <all@evil.example>, \"x",
            "Jo <all@evil.example>,",
            "=?utf-8?q?Jo=0D=0ABcc:_all@evil.example?=",
            "Zo\u{eb} \u{1f600}\r\n\r\nBcc: all@evil.example",
        ] {
            let mail = Mail {
                to: vec![(hostile.to_owned(), "jo@example.org".to_owned())],
                reply: Some((hostile.to_owned(), "sam@example.org".to_owned())),
                subject: format!("{hostile}: 1 week to finish"),
                text: "Hello,\n".to_owned(),
                html: None,
                stop: None,
                at: DateTime::UNIX_EPOCH,
            };
            let message = message(&from, &mail).unwrap();
            let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
            assert_eq!(to, ["jo@example.org"], "{hostile:?}");
            let text = String::from_utf8(message.formatted()).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let mut names: Vec<_> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap())
                .collect();
            names.sort_unstable();
            let expected = [
                "Content-Transfer-Encoding",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Reply-To",
                "Subject",
                "To",
            ];
            assert_eq!(names, expected, "{hostile:?}: {head}");
            assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "{hostile:?}: {head}");
            assert_eq!(body, "Hello,\r\n", "{hostile:?}");
        }
    }

    #[test]
    fn mail_that_can_be_stopped_says_how_in_its_header() {
        let from = "counts@example.org".parse().unwrap();
        let check = |stop: &str, one_click: bool| {
            let mail = Mail {
                to: vec![("Jo".to_owned(), "jo@example.org".to_owned())],
                reply: None,
                subject: "s".to_owned(),
                text: "The words.\n".to_owned(),
                html: Some("<p>The words.</p>".to_owned()),
                stop: Some(stop.to_owned()),
                at: DateTime::UNIX_EPOCH,
            };
            let message = String::from_utf8(message(&from, &mail).unwrap().formatted()).unwrap();
            assert!(message.contains(&format!("List-Unsubscribe: <{stop}>\r\n")), "{message}");
            let post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
            assert_eq!(message.contains(post), one_click, "{message}");
            assert!(message.contains("Content-Type: multipart/alternative"), "{message}");
        };
        let token = "4f2a".repeat(16);
        check(&format!("https://counts.example.org/mail/stop/{token}"), true);
        // RFC 8058 has it for https only.
        check(&format!("http://counts.example.org/mail/stop/{token}"), false);
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let from = "counts@example.org".parse().unwrap();
        for email in ["jo@example.org\r\nRCPT TO:<x@evil.example>", "jo", "a@b, c@d.example", ""] {
            let mail = Mail {
                to: vec![("Jo".to_owned(), email.to_owned())],
                reply: None,
                subject: "s".to_owned(),
                text: "t".to_owned(),
                html: None,
                stop: None,
                at: DateTime::UNIX_EPOCH,
            };
            assert!(message(&from, &mail).is_err(), "{email:?}");
        }
    }
}
