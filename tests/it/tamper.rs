//! A history that somebody meddled with behind the program's back: every edit of a row, every row
//! that was deleted, moved, put in or cut off is found by `audit verify`, by `check` and by the page, and
//! named; what nobody touched holds.

use beforehand::role::Role;
use server::backup;
use server::store::Actor;

use crate::program::{Run, run, words};
use crate::support::{Client, Database, Server, TODAY, Who};

const PAGE: &str = "/services/north/changes";
const WHOLE: &str = "The history is whole.";
/// The rows of the chain of `north`: two channels, 13 weeks and an edition.
const ROWS: i64 = 16;

fn verify(database: &Database, rest: &[&str]) -> Run {
    run(database, &[&["audit", "verify"], rest].concat())
}

/// Keeps the history beside itself, so that it can be put back.
const KEEP: &str = "create table kept_audit as select * from audit;
    create table kept_chains as select * from chains;
    create table kept_editions as select * from editions";
const PUT_BACK: &str = "delete from audit;
    update chains set
        seq = (select k.seq from kept_chains k where k.id = chains.id),
        hash = (select k.hash from kept_chains k where k.id = chains.id);
    insert into audit select * from kept_audit;
    delete from editions;
    insert into editions select * from kept_editions";

/// A server whose quarter is approved, and whose history can be put back.
async fn server() -> Server {
    let server = Server::start().await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let rows = server.house.store.list_audit(1).await.unwrap().len();
    assert_eq!(rows as i64, ROWS);
    server.database().meddle(KEEP);
    server
}

/// Looks after one act of meddling: both commands refuse and say so, the page says it, and all is well
/// when it is put back.
async fn found(server: &Server, manager: &Client, meddle: &str, sentence: &str) {
    let database = server.database();
    database.meddle(meddle);
    let said = verify(database, &[]).refused(1);
    assert!(said.contains(sentence), "{meddle}: {said}");
    assert!(said.contains("not what was written"), "{said}");
    let own = verify(database, &["--service", "north"]).refused(1);
    assert!(own.contains(sentence), "{meddle}: {own}");
    let checked = run(database, &["check"]).refused(1);
    assert!(checked.contains(sentence), "{meddle}: {checked}");
    // At once, though the chain was followed before; and when everything is followed again.
    let page = manager.get(&format!("{PAGE}?check=all")).await;
    assert_eq!(page.status, 200, "{meddle}: {}", page.text);
    let said = words(&page.text);
    // What an edition says is the commands' to compare.
    if !sentence.contains("edition") {
        assert!(said.contains("The record does not hold"), "{meddle}: {said}");
        assert!(said.to_lowercase().contains(sentence), "{meddle}: {said}");
    }
    database.meddle(PUT_BACK);
    let page = words(&manager.get(PAGE).await.text);
    assert!(page.contains("The record holds"), "{meddle}, put back: {page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_of_any_column_is_found() {
    let server = server().await;
    let manager = server.client(Who::Manager).await;
    assert!(verify(server.database(), &[]).ok().contains(WHOLE));
    let edited = "row 7 was changed after it was written";
    for column in ["actor", "actor_name", "action", "object", "before", "after", "hash"] {
        let order =
            format!("update audit set {column} = {column} || ' ' where chain = 1 and seq = 7");
        found(&server, &manager, &order, edited).await;
    }
    let at = "update audit set at = '2026-04-15 09:00:01' where chain = 1 and seq = 7";
    found(&server, &manager, at, edited).await;
    let previous = "update audit set previous = 'x' where chain = 1 and seq = 7";
    found(&server, &manager, previous, "row 7 does not follow the row before it").await;
    // To a number that no row has, and into another chain.
    let seq = "update audit set seq = 700 where chain = 1 and seq = 7";
    found(&server, &manager, seq, "row 7 is missing").await;
    let chain = "update audit set chain = 2, seq = 700 where chain = 1 and seq = 7";
    found(&server, &manager, chain, "row 7 is missing").await;
    // With JSON that nobody can read the page is a page still.
    let broken = "update audit set before = '{', after = '<script>' where chain = 1 and seq = 7";
    found(&server, &manager, broken, edited).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_deleted_moved_put_in_or_cut_off_is_found() {
    let server = server().await;
    let manager = server.client(Who::Manager).await;
    let insert = |seq: &str, of: &str| {
        format!(
            "insert into audit select chain, {seq}, at, actor, actor_name, action, object, before,
            after, previous, hash from audit where chain = 1 and seq = {of}"
        )
    };
    let head = "(select a.hash from audit a where a.chain = 1 and a.seq = 14)";
    for (order, sentence) in [
        ("delete from audit where chain = 1 and seq = 1".to_owned(), "row 1 is missing"),
        ("delete from audit where chain = 1 and seq = 7".to_owned(), "row 7 is missing"),
        (
            "delete from audit where chain = 1 and seq between 7 and 9".to_owned(),
            "rows 7 to 9 are missing",
        ),
        (
            "update audit set seq = -7 where chain = 1 and seq = 7;
            update audit set seq = 7 where chain = 1 and seq = 8;
            update audit set seq = 8 where chain = 1 and seq = -7"
                .to_owned(),
            "row 7 is out of order: it was written after row 8",
        ),
        (
            "delete from audit where chain = 1 and seq > 14".to_owned(),
            "its end was cut off: it ends with row 14 and must end with row 16",
        ),
        ("delete from audit where chain = 1".to_owned(), "all of it was deleted"),
        (insert("17", "16"), "rows were added at its end"),
        (insert("0", "1"), "row 0 does not belong here"),
        (
            "update chains set hash = 'x' where id = 1".to_owned(),
            "row 16, its last, is not the one that was written last",
        ),
        ("update chains set seq = 15 where id = 1".to_owned(), "rows were added at its end"),
        // The head is made to fit: the edition's row is not there any more.
        (
            format!(
                "delete from audit where chain = 1 and seq > 14;
                update chains set seq = 14, hash = {head} where id = 1"
            ),
            "edition 1 of January to March 2026 names a row that is not there any more",
        ),
        (
            "update editions set content = content || ' '".to_owned(),
            "edition 1 of January to March 2026 is not what was approved",
        ),
        (
            "update editions set head = 'x'".to_owned(),
            "edition 1 of January to March 2026 names a row that is not there any more",
        ),
        (
            "delete from editions".to_owned(),
            "edition 1 of January to March 2026 was approved and is not there",
        ),
    ] {
        found(&server, &manager, &order, sentence).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_followed_before_is_followed_again() {
    let server = server().await;
    let manager = server.client(Who::Manager).await;
    let holds = |text: &str| words(text).contains("The record holds");
    assert!(holds(&manager.get(PAGE).await.text));
    // A row that is shown is looked at each time.
    let edit = "update audit set after = after || ' ' where chain = 1 and seq = 7";
    server.database().meddle(edit);
    let page = manager.get(PAGE).await;
    assert!(!holds(&page.text) && words(&page.text).contains("This row was changed after it"));
    server.database().meddle(PUT_BACK);
    assert!(holds(&manager.get(PAGE).await.text));
    // The end is compared each time, whatever is shown.
    let none = format!("{PAGE}?kind=people&person=nobody");
    assert!(holds(&manager.get(&none).await.text));
    server.database().meddle("delete from audit where chain = 1 and seq = 16");
    assert!(!holds(&manager.get(&none).await.text));
    server.database().meddle(PUT_BACK);
    assert!(holds(&manager.get(&none).await.text));
    // A row that is not shown, an hour later at the latest.
    server.database().meddle(edit);
    server.house.clock.advance(3_601);
    assert!(!holds(&server.client(Who::Manager).await.get(&none).await.text));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_was_noted_tells_what_was_cut_off_with_its_head() {
    let server = server().await;
    let (store, database) = (&server.house.store, server.database());
    let folder = std::env::temp_dir().join(format!("beforehand-heads-{}", std::process::id()));
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let backup = backup::make(store, &folder, now.and_utc()).await.unwrap();
    let backup = backup.to_str().unwrap().to_owned();
    let heads = store.list_heads().await.unwrap();
    let south = heads.iter().find(|(chain, _, _)| *chain == 2).unwrap().2.clone();
    // More was written since: what was noted is still there.
    let people = store.list_people().await.unwrap();
    let loose = people.iter().find(|one| one.email == Who::Loose.email()).unwrap();
    store.set_role(&Actor::Console, &loose.id, 2, Some(Role::Staff), now).await.unwrap();
    let said = verify(database, &["--head", &south, "--head", &south[..8].to_uppercase()]).ok();
    assert!(said.contains("of south, written 2026-04-15 09:00 UTC; 1 since"), "{said}");
    let said = verify(database, &["--service", "south", "--backup", &backup]).ok();
    assert!(said.contains(WHOLE) && !said.contains("north"), "{said}");
    assert!(verify(database, &["--backup", &backup]).ok().contains(WHOLE));
    let other = verify(database, &["--service", "north", "--head", &south]).refused(1);
    assert!(other.contains("is in no chain"), "{other}");
    // Cut off with its head, the chain holds by itself: only what was noted tells.
    database.meddle(
        "delete from audit where chain = 2 and seq > 14;
        update chains set seq = 14,
            hash = (select a.hash from audit a where a.chain = 2 and a.seq = 14) where id = 2",
    );
    assert!(verify(database, &[]).ok().contains(WHOLE));
    for noted in [["--head", south.as_str()], ["--backup", backup.as_str()]] {
        let said = verify(database, &noted).refused(1);
        assert!(said.contains(&format!("The head {} is in no chain", &south[..16])), "{said}");
    }
    let wrong = verify(database, &["--service", "nowhere"]).refused(1);
    assert!(wrong.contains("There is no service \"nowhere\""), "{wrong}");
    std::fs::remove_dir_all(&folder).unwrap();
    server.stop().await;
}
