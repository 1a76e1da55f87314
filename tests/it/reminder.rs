//! Reminders by mail, with a mail server of our own: what it says, to whom, and that nothing is sent
//! twice, lost or put into it by a name.
//!
//! Seen to fail with the claim left out (two mails for one form), with the recipients not held to
//! the service, and with the mark of the text not compared.

use std::time::Instant;

use server::backend::Site;
use server::mail::Mailer;
use server::store::{AuditRow, verify_audit};

use crate::post::{Manner, Post};
use crate::program;
use crate::said::{says, text, words};
use crate::support::{Client, Database, MONDAY, PASSWORD, Reply, Server, Who, add_staff, put};

const PATH: &str = "/services/north/reminder";

type Form = Vec<(String, String)>;

async fn open(manner: Manner) -> (Post, Server) {
    let post = Post::open(manner).await;
    let server = Server::start_with(post.site()).await;
    (post, server)
}

/// The form of a page that was just opened, and its text.
async fn form(client: &Client) -> (Form, String) {
    let page = client.get("/owed").await;
    let fields = page.fields(PATH);
    assert!(!fields.is_empty(), "{}", page.text);
    (fields, text(&page, "#north-text"))
}

/// The rows of the service's history that are about reminders.
async fn reminders(server: &Server) -> Vec<AuditRow> {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(north).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    rows.into_iter().filter(|row| row.action.starts_with("reminder")).collect()
}

async fn id(server: &Server, who: Who) -> String {
    server.house.store.find_person_by_email(&who.email()).await.unwrap().unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_names_the_very_boxes_and_is_kept_in_the_history() {
    let (post, server) = open(Manner::Takes).await;
    add_staff(&server.house.store, "kim@example.org", "Kim").await;
    let staff = server.client(Who::Staff).await;
    let manager = server.client(Who::Manager).await;
    let week = format!("/services/north/week/{MONDAY}");
    let mut part = staff.get(&week).await.fields(&week);
    for (name, count) in [("calls.answered", 145), ("calls.before", 45), ("website.visits", 5000)] {
        put(&mut part, name, count);
    }
    assert_eq!(staff.post(&week, &part).await.status, 303);

    let (fields, shown) = form(&manager).await;
    let ticked = fields.iter().filter(|(name, _)| name == "to").count();
    assert_eq!(ticked, 2, "all are ticked");
    let sent = manager.post(PATH, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = manager.get(sent.location()).await;
    says(&page, "Sent The reminder of North Helpline went to Kim and Staff O'Neil at");
    says(&page, "sent by Manager O'Neil.");
    says(&page, "Last reminder: at");

    let [letter] = &post.got()[..] else { panic!("{:?}", post.got()) };
    assert_eq!(letter.to, ["kim@example.org", "staff@example.org"]);
    assert_eq!(letter.header("Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(letter.header("MIME-Version"), "1.0");
    assert!(letter.header("From").contains("counts@example.org"), "{letter:?}");
    assert!(letter.header("Reply-To").contains("manager@example.org"), "{letter:?}");
    let expected = format!(
        "\nWeek of Monday 6 April 2026 (partly entered)\n- Calls: after an offence, does not apply, missed\n- Website: visitors\nhttp://{}{week}#calls-after\n",
        server.address
    );
    assert!(letter.text.contains(&expected), "{}", letter.text);
    assert!(letter.text.contains("Thank you,\nManager O'Neil"), "{}", letter.text);
    let said = format!("Subject: {}\n\n{}", letter.header("Subject"), letter.text);
    assert_eq!(said.trim_end(), shown.trim_end(), "what was shown is what was sent");

    let rows = reminders(&server).await;
    assert_eq!((rows.len(), rows[0].action.as_str()), (1, "reminder.send"));
    assert!(rows[0].after.contains("\"Kim\""), "{}", rows[0].after);
    assert!(rows[0].after.contains(MONDAY), "{}", rows[0].after);
    assert_eq!(rows[0].actor_name, "Manager O'Neil");
    // It is no change of any figure.
    let history = manager.get(&format!("/services/north/history/{MONDAY}")).await;
    assert_eq!(history.status, 200);
    assert!(!words(&history).contains("eminder"), "{}", words(&history));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_form_sends_once() {
    let (post, server) = open(Manner::Takes).await;
    let manager = server.client(Who::Manager).await;
    let (fields, _) = form(&manager).await;
    let (one, two) = tokio::join!(manager.post(PATH, &fields), manager.post(PATH, &fields));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{}{}", one.text, two.text);
    assert_eq!(one.location(), two.location());
    let again = manager.post(PATH, &fields).await;
    assert_eq!((again.status.as_u16(), again.location()), (303, one.location()));
    assert_eq!((post.got().len(), reminders(&server).await.len()), (1, 1));
    // After a week was entered too: the form is the one that was sent.
    let staff = server.client(Who::Staff).await;
    let week = format!("/services/north/week/{MONDAY}");
    let mut typed = staff.get(&week).await.fields(&week);
    put(&mut typed, "calls.answered", 145);
    assert_eq!(staff.post(&week, &typed).await.status, 303);
    assert_eq!(manager.post(PATH, &fields).await.location(), one.location());
    assert_eq!(post.got().len(), 1);
    // A new form is a new reminder.
    let (fields, _) = form(&manager).await;
    let next = manager.post(PATH, &fields).await;
    assert_eq!(next.status, 303);
    assert_ne!(next.location(), one.location());
    assert_eq!((post.got().len(), reminders(&server).await.len()), (2, 2));
}

#[track_caller]
fn not_sent(reply: &Reply, status: u16, expected: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert!(reply.text.contains("<title>Error: "), "{}", reply.text);
    assert!(text(reply, "[role=alert][autofocus]").contains(expected), "{}", words(reply));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_refuses_is_said_with_the_text_to_copy() {
    let (post, server) = open(Manner::Refuses).await;
    let manager = server.client(Who::Manager).await;
    let (fields, shown) = form(&manager).await;
    let reply = manager.post(PATH, &fields).await;
    not_sent(&reply, 502, "The mail server did not take the reminder, so nobody got it.");
    assert_eq!(text(&reply, "details[open] #north-text"), shown);
    assert!(reminders(&server).await.is_empty());
    // When it is well again the very same form goes out.
    post.turn(Manner::Takes);
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    assert_eq!((post.got().len(), reminders(&server).await.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_mail_server_is_waited_for_and_then_said() {
    let (post, server) = open(Manner::Silent).await;
    let manager = server.client(Who::Manager).await;
    let (fields, shown) = form(&manager).await;
    let began = Instant::now();
    let reply = manager.post(PATH, &fields).await;
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    not_sent(&reply, 503, "The mail server did not answer");
    assert_eq!(text(&reply, "details[open] #north-text"), shown);
    assert!(reminders(&server).await.is_empty());
    // Nobody knows whether it arrived: the same form does not try again, a new one does.
    post.turn(Manner::Takes);
    not_sent(&manager.post(PATH, &fields).await, 503, "The mail server did not answer");
    assert!(post.got().is_empty());
    assert_eq!(manager.post(PATH, &reply.fields(PATH)).await.status, 303);
    assert_eq!(post.got().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_is_not_there_is_said() {
    // Nobody listens at a port that was free a moment ago.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mailer = Mailer::new(&format!("smtp://{gone}"), "counts@example.org").unwrap();
    let server = Server::start_with(Site { mail: Some(mailer), ..Site::default() }).await;
    let manager = server.client(Who::Manager).await;
    let (fields, shown) = form(&manager).await;
    let reply = manager.post(PATH, &fields).await;
    not_sent(&reply, 503, "The mail server did not answer");
    assert_eq!(text(&reply, "details[open] #north-text"), shown);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_people_of_the_service_get_it() {
    let (post, server) = open(Manner::Takes).await;
    let manager = server.client(Who::Manager).await;
    for who in [Who::Stranger, Who::Loose, Who::Trustee, Who::Manager, Who::Admin] {
        let (mut fields, _) = form(&manager).await;
        fields.push(("to".to_owned(), id(&server, who).await));
        not_sent(&manager.post(PATH, &fields).await, 422, "does not enter weeks here");
    }
    let (mut fields, _) = form(&manager).await;
    fields.retain(|(name, _)| name != "to");
    let reply = manager.post(PATH, &fields).await;
    not_sent(&reply, 422, "Tick at least one person.");
    assert_eq!(text(&reply, "#north-to-error"), "Tick at least one person.");
    // Those who no longer have an account that works are not offered.
    let staff = id(&server, Who::Staff).await;
    let (fields, _) = form(&manager).await;
    let now = server.house.clock.now().naive_utc();
    let console = server::store::Actor::Console;
    server.house.store.set_active(&console, &staff, false, now).await.unwrap();
    not_sent(&manager.post(PATH, &fields).await, 422, "does not enter weeks here");
    says(&manager.get("/owed").await, "Nobody enters here yet");
    assert!(post.got().is_empty() && reminders(&server).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_managers_send_and_only_in_their_service() {
    let (post, server) = open(Manner::Takes).await;
    let (fields, _) = form(&server.client(Who::Manager).await).await;
    for (who, status) in
        [(Who::Staff, 403), (Who::Trustee, 403), (Who::Stranger, 404), (Who::Loose, 404)]
    {
        let client = server.client(who).await;
        assert_eq!(client.post(PATH, &fields).await.status, status, "{who:?}");
    }
    assert!(post.got().is_empty());
    let admin = server.client(Who::Admin).await;
    let (fields, _) = form(&admin).await;
    assert_eq!(admin.post(PATH, &fields).await.status, 303);
    assert_eq!(post.got()[0].to, ["staff@example.org"]);
    // A confirmation of another service's is none.
    let sent = reminders(&server).await[0].seq;
    let page = server.client(Who::Stranger).await.get(&format!("/owed?sent=north-{sent}")).await;
    assert!(page.status == 200 && !words(&page).contains("North"), "{}", words(&page));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_was_not_shown_is_not_sent() {
    let (post, server) = open(Manner::Takes).await;
    let manager = server.client(Who::Manager).await;
    let staff = server.client(Who::Staff).await;
    let (fields, _) = form(&manager).await;
    let week = format!("/services/north/week/{MONDAY}");
    let mut typed = staff.get(&week).await.fields(&week);
    put(&mut typed, "website.visits", 5000);
    assert_eq!(staff.post(&week, &typed).await.status, 303);
    let reply = manager.post(PATH, &fields).await;
    not_sent(&reply, 409, "The weeks have changed since this text was shown");
    let mut odd = fields.clone();
    odd.retain(|(name, _)| name != "key");
    not_sent(&manager.post(PATH, &odd).await, 422, "not sent from a form of this page");
    assert!(post.got().is_empty());
    assert_eq!(manager.post(PATH, &reply.fields(PATH)).await.status, 303);
    assert_eq!(post.got().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_stay_names() {
    let (post, server) = open(Manner::Takes).await;
    let store = &server.house.store;
    for (n, name) in [
        "Bcc: all@evil.example",
        "\" <all@evil.example>, \"",
        "Zo\u{eb} \u{2028}Bcc: all@evil.example",
        "=?utf-8?q?x=0D=0ABcc:_all@evil.example?=",
    ]
    .into_iter()
    .enumerate()
    {
        add_staff(store, &format!("hostile{n}@example.org"), name).await;
    }
    let manager = server.client(Who::Manager).await;
    let (fields, _) = form(&manager).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let [letter] = &post.got()[..] else { panic!("{:?}", post.got()) };
    assert_eq!(letter.to.len(), 5);
    assert!(letter.to.iter().all(|to| to.ends_with("@example.org")), "{:?}", letter.to);
    assert!(letter.head.iter().all(|line| !line.to_lowercase().starts_with("bcc")), "{letter:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_server_the_text_is_there_to_copy() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let page = manager.get("/owed").await;
    says(&page, "This server is not set up to send mail. Copy the text");
    says(&page, "To: staff@example.org");
    assert!(page.fields(PATH).is_empty());
    assert!(text(&page, "#north-text").contains("Week of Monday 6 April 2026"));
    let fields = ["key", "seen", "to"].map(|name| (name.to_owned(), "x".to_owned()));
    not_sent(&manager.post(PATH, &fields).await, 503, "not set up to send mail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_ticked_outlives_the_session() {
    let (post, server) = open(Manner::Takes).await;
    add_staff(&server.house.store, "kim@example.org", "Kim").await;
    let manager = server.client(Who::Manager).await;
    let (mut fields, _) = form(&manager).await;
    let staff = id(&server, Who::Staff).await;
    fields.retain(|(_, value)| *value != staff);
    assert_eq!(manager.post("/sign-out", &[]).await.status, 303);
    let late = manager.post(PATH, &fields).await;
    assert_eq!(late.status, 401);
    let mut carried = late.fields("/sign-in");
    put(&mut carried, "email", Who::Manager.email());
    put(&mut carried, "password", PASSWORD);
    let back = manager.post("/sign-in", &carried).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(post.got().is_empty());
    let again = back.fields(PATH);
    assert_eq!(again.iter().filter(|(name, _)| name == "to").count(), 1);
    assert_eq!(manager.post(PATH, &again).await.status, 303);
    assert_eq!(post.got()[0].to, ["kim@example.org"]);
}

#[test]
fn bad_settings_end_the_program_without_a_password() {
    let database = Database::new();
    for arguments in [
        &["--smtp", "smtp://sam:s3cret/@mail.example.org", "--mail-from", "a@example.org"][..],
        &["--smtp", "smtps://sam:s3cret@mail.example.org"],
        &["--smtp", "smtps://sam:s3cret@mail.example.org", "--mail-from", "nobody"],
        &["--mail-from", "a@example.org"],
    ] {
        let run =
            program::run(&database, &[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        let said = run.refused(2);
        assert!(said.contains("mail.example.org") || said.contains("--mail-from"), "{said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}
