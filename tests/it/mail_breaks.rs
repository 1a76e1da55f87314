//! Editions by mail when something breaks: the mail server, the line, or whoever was sending. None is
//! lost, none goes out twice, and what nobody knows is said.

use std::time::Duration;

use server::store::{Delivery, TakenMail, WishOrder};

use crate::editions::approve_with;
use crate::mailing::{
    APPROVE, BASE, EDITION, approve, became, choose, next_try, north, settled, site,
};
use crate::post::{Manner, Post};
use crate::said::says;
use crate::support::{Server, Who};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_is_away_or_refuses_is_tried_again_and_told() {
    for (manner, said) in [
        (Manner::Refuses, "Sent by mail to 0 of 1. The address refused it: Trustee O'Neil."),
        (Manner::Dies, "The mail server did not answer, and it was given up: Trustee O'Neil."),
    ] {
        let post = Post::open(manner).await;
        let server = Server::start_with(site(&post)).await;
        choose(&server.client(Who::Trustee).await, "on").await;
        let manager = server.client(Who::Manager).await;
        approve(&manager, APPROVE).await;
        next_try(&server, 0).await;
        says(&manager.get(EDITION).await, "Still being tried: Trustee O'Neil.");
        for minutes in [1, 5, 30, 120] {
            next_try(&server, minutes).await;
        }
        settled(&server).await;
        // The session has ended meanwhile.
        says(&server.client(Who::Manager).await.get(EDITION).await, said);
        // It is given up: nothing goes out when the server is well again.
        post.turn(Manner::Takes);
        next_try(&server, 600).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(post.got(), []);
        server.stop().await;
    }
    let post = Post::open(Manner::Refuses).await;
    let server = Server::start_with(site(&post)).await;
    choose(&server.client(Who::Trustee).await, "on").await;
    approve(&server.client(Who::Manager).await, APPROVE).await;
    next_try(&server, 0).await;
    post.turn(Manner::Takes);
    next_try(&server, 1).await;
    settled(&server).await;
    assert_eq!(post.got().len(), 1, "well again in time");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_mail_server_loses_and_doubles_nothing() {
    let post = Post::open(Manner::Silent).await;
    let server = Server::start_with(site(&post)).await;
    choose(&server.client(Who::Trustee).await, "on").await;
    approve(&server.client(Who::Manager).await, APPROVE).await;
    // Longer than it is waited for.
    tokio::time::sleep(server::mail::PATIENCE + Duration::from_secs(1)).await;
    post.turn(Manner::Takes);
    next_try(&server, 1).await;
    settled(&server).await;
    assert_eq!(post.got().len(), 1);
    // One that takes a mail and breaks before it says so: nobody knows, and nothing is sent again.
    post.turn(Manner::Breaks);
    let other = Server::start_with(site(&post)).await;
    choose(&other.client(Who::Trustee).await, "on").await;
    approve(&other.client(Who::Manager).await, APPROVE).await;
    settled(&other).await;
    post.turn(Manner::Takes);
    next_try(&other, 600).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(post.got().len(), 2);
    let manager = other.client(Who::Manager).await;
    says(&manager.get(EDITION).await, "Not known, for the line broke while it was sent");
    server.stop().await;
    other.stop().await;
}

/// A service whose edition was approved while nobody sent: one mail waits.
async fn waiting() -> (Server, TakenMail) {
    let server = Server::start().await;
    let store = &server.house.store;
    let person = store.find_person_by_email("trustee@example.org").await.unwrap().unwrap().id;
    let (service, now) = (north(store).await, server.house.clock.now().naive_utc());
    store.save_wish(WishOrder { person, service, wanted: true, now }).await.unwrap();
    approve_with(&server, "north", "2025-Q4", Some(BASE.to_owned())).await;
    // Taken two minutes ago by a sender that then died.
    let mail = store.take_mail(now - chrono::TimeDelta::minutes(2)).await.unwrap();
    (server, mail.expect("one waits"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_dies_loses_and_doubles_nothing() {
    let post = Post::open(Manner::Takes).await;
    // Killed after the claim: another one sends it.
    let (server, _) = waiting().await;
    let server = server.restart_with(site(&post)).await;
    settled(&server).await;
    assert_eq!(post.got().len(), 1);
    assert_eq!(became(&server).await, [("Trustee O'Neil".to_owned(), Delivery::Sent)]);
    server.stop().await;
    // Killed while it was handed over: it may have arrived, and is not sent again.
    let (server, mail) = waiting().await;
    let store = &server.house.store;
    let before = server.house.clock.now().naive_utc() - chrono::TimeDelta::minutes(2);
    assert!(store.begin_mail(&mail, "0".repeat(64), before).await.unwrap().is_some());
    // Whoever took it before cannot begin it a second time.
    assert!(store.begin_mail(&mail, "1".repeat(64), before).await.unwrap().is_none());
    let server = server.restart_with(site(&post)).await;
    settled(&server).await;
    assert_eq!(post.got().len(), 1, "no second one");
    assert_eq!(became(&server).await, [("Trustee O'Neil".to_owned(), Delivery::Unknown)]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_senders_share_the_work() {
    let server = Server::start().await;
    let store = &server.house.store;
    let (service, now) = (north(store).await, server.house.clock.now().naive_utc());
    for who in ["trustee", "staff", "manager", "admin"] {
        let email = format!("{who}@example.org");
        let person = store.find_person_by_email(&email).await.unwrap().unwrap().id;
        store.save_wish(WishOrder { person, service, wanted: true, now }).await.unwrap();
    }
    approve_with(&server, "north", "2025-Q4", Some(BASE.to_owned())).await;
    let later = server.house.clock.now().naive_utc();
    let takers = (0..16).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.take_mail(later).await.unwrap() })
    });
    let mut taken = 0;
    for taker in takers.collect::<Vec<_>>() {
        taken += usize::from(taker.await.unwrap().is_some());
    }
    // Several may look at one row at a time, and one of them gets it; nothing is had twice.
    while store.take_mail(later).await.unwrap().is_some() {
        taken += 1;
    }
    assert_eq!(taken, 4);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_when_a_backup_was_made_is_not_sent_from_it() {
    let server = Server::start().await;
    let store = &server.house.store;
    let person = store.find_person_by_email("trustee@example.org").await.unwrap().unwrap().id;
    let (service, now) = (north(store).await, server.house.clock.now());
    let wish = WishOrder { person, service, wanted: true, now: now.naive_utc() };
    store.save_wish(wish).await.unwrap();
    approve_with(&server, "north", "2025-Q4", Some(BASE.to_owned())).await;
    let folder = std::env::temp_dir().join(format!("beforehand-waiting-{}", std::process::id()));
    let backup = server::backup::make(store, &folder, now).await.unwrap();
    let place = server::store::Address::in_folder(&folder.join("restored"));
    server::backup::restore(&backup, &place, now).await.unwrap();
    let restored = server::store::Store::open(&place, server::store::Make::Never).await.unwrap();
    let later = server.house.clock.now().naive_utc() + chrono::TimeDelta::days(1);
    assert!(restored.take_mail(later).await.unwrap().is_none());
    assert!(store.take_mail(later).await.unwrap().is_some(), "here it still waits");
    restored.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
    server.stop().await;
}
