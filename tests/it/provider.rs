//! Signing in with an OpenID provider: who gets in, with which roles, and who loses them.
//!
//! Against a provider of our own (`issuer.rs`). What must never get in is in `provider/refused.rs`.
//! Seen to fail with administrators and whoever has left let through.

use beforehand::role::Role;
use serde_json::{Value, json};
use server::backend::Site;
use server::provider::{Grant, Setup};
use server::store::{Account, Actor, PersonChange, PersonOrder, Refused};

use crate::issuer::{CLIENT, Issuer, SECRET};
use crate::said::{says, words};
use crate::support::{Client, PASSWORD, Reply, Server, Who};

mod refused;
mod steps;

/// The address of the installation, as the provider knows it.
const HERE: &str = "https://counts.example.org";

/// A server, and the provider that people sign in with.
struct Scene {
    server: Server,
    issuer: Issuer,
}

impl Scene {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(change: impl FnOnce(&mut Setup)) -> Self {
        let issuer = Issuer::open().await;
        let grant = |group: &str, service: Option<&str>, role| Grant {
            group: group.to_owned(),
            service: service.map(str::to_owned),
            role,
        };
        let mut setup = Setup {
            name: "Example ID".to_owned(),
            issuer: issuer.name().to_owned(),
            client: CLIENT.to_owned(),
            secret: SECRET.to_owned(),
            way_back: format!("{HERE}/sign-in/from"),
            claim: "groups".to_owned(),
            grants: vec![
                grant("staff", Some("north"), Role::Staff),
                grant("leads", Some("north"), Role::Manager),
                grant("south leads", Some("south"), Role::Manager),
                grant("board", None, Role::Trustee),
                // The settings refuse this; should it get here, it makes no administrator.
                grant("root", None, Role::Admin),
            ],
            second_step: false,
        };
        change(&mut setup);
        let site = Site { provider: Some(setup), ..Site::default() };
        let server = Server::start_with(site).await;
        issuer.told().clock = server.house.clock.clone();
        Self { server, issuer }
    }

    fn nobody(&self) -> Client {
        Client::new(self.server.address)
    }

    /// Goes to the provider and comes to the address it sends back to, without opening it.
    async fn there(&self, client: &Client, path: &str) -> String {
        let reply = client.get(path).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        let to = reply.location();
        assert!(to.starts_with(&format!("{}/authorize?", self.issuer.name())), "{to}");
        let sent = client.http.get(to).send().await.unwrap();
        let back = sent.headers()["location"].to_str().unwrap().to_owned();
        back.strip_prefix(HERE).unwrap().to_owned()
    }

    /// Somebody signs in with the provider, in that browser.
    async fn come(&self, client: &Client, person: Value) -> Reply {
        self.issuer.told().person = person;
        let back = self.there(client, "/sign-in/with").await;
        client.get(&back).await
    }

    /// They get in.
    async fn gets_in(&self, person: Value) -> Client {
        let client = self.nobody();
        let reply = self.come(&client, person).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{}", reply.text);
        client
    }

    /// They do not get in, and read that.
    #[track_caller]
    fn is_out(reply: &Reply, status: u16, said: &str) {
        assert_eq!(reply.status, status, "{}", reply.text);
        says(reply, said);
        let set: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
        assert!(!set.iter().any(|one| one.to_str().unwrap().starts_with("session=")), "{set:?}");
    }

    async fn account(&self, email: &str) -> Option<Account> {
        self.server.house.store.find_person_by_email(email).await.unwrap()
    }

    /// What the chains say of a person: action and what stands after, by whom.
    async fn told_of(&self, id: &str) -> Vec<(String, String, String)> {
        let mut all = Vec::new();
        for chain in 0..3 {
            let rows = self.server.house.store.list_audit(chain).await.unwrap();
            assert_eq!(server::store::verify_audit(&rows), None);
            all.extend(rows.into_iter().filter(|row| row.object == format!("person {id}")));
        }
        all.into_iter().map(|row| (row.action, row.after, row.actor_name)).collect()
    }
}

/// Jo, whose address the provider has verified.
fn jo(groups: &[&str]) -> Value {
    person("jo-1", "jo@example.org", groups)
}

fn person(subject: &str, email: &str, groups: &[&str]) -> Value {
    json!({
        "sub": subject, "email": email, "email_verified": true, "name": "Jo Field",
        "groups": groups,
    })
}

fn with(mut person: Value, name: &str, value: Value) -> Value {
    person[name] = value;
    person
}

/// The numbers of the services `north` and `south`.
const NORTH: i32 = 1;
const SOUTH: i32 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_new_gets_in_with_the_roles_of_their_groups() {
    let scene = Scene::start().await;
    let page = scene.nobody().get("/sign-in?next=/owed").await;
    says(&page, "Sign in with Example ID");
    says(&page, "Administrators sign in with their password and second step only.");
    assert!(page.text.contains("href=\"/sign-in/with?next=/owed\""), "{}", page.text);
    let client = scene.gets_in(jo(&["staff", "board", "elsewhere"])).await;
    let account = scene.account("jo@example.org").await.unwrap();
    assert_eq!((account.name.as_str(), account.admin, account.active), ("Jo Field", false, true));
    assert_eq!(account.password, None);
    assert_eq!(account.roles, [(NORTH, Role::Staff), (SOUTH, Role::Trustee)]);
    assert_eq!(client.get("/services/north/week").await.status, 303);
    assert_eq!(client.get("/services/south/week").await.status, 403);
    assert_eq!(client.get("/people").await.status, 403);
    says(&client.get("/account").await, "You sign in with Example ID and have no password here.");
    let told = scene.told_of(&account.id).await;
    let actions: Vec<_> = told.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["person.add", "person.provider"]);
    assert_eq!(told[1].1, format!("\"signs in with {}\"", scene.issuer.name()));
    assert!(told.iter().all(|(.., by)| by == "the sign-in provider"), "{told:?}");
    // The next time there is nothing to write down.
    scene.gets_in(jo(&["board", "staff"])).await;
    assert_eq!(scene.told_of(&account.id).await, told);
    // The administrator sees how they come in, and that their groups decide.
    let admin = scene.server.client(Who::Admin).await;
    let page = admin.get(&format!("/people/{}", account.id)).await;
    says(&page, "jo@example.org, with Example ID");
    says(&page, "What you change of that here is replaced at their next sign-in.");
    let record = admin.get("/changes").await;
    says(&record, "Sign-in with a provider begun");
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_was_there_is_linked_and_its_password_ends() {
    let scene = Scene::start().await;
    let before = scene.server.client(Who::Staff).await;
    let old = scene.account(&Who::Staff.email()).await.unwrap();
    let shown = person("staff-1", "Staff@Example.org", &["leads", "south leads"]);
    let client = scene.gets_in(shown.clone()).await;
    let new = scene.account(&Who::Staff.email()).await.unwrap();
    assert_eq!((&new.id, &new.name), (&old.id, &old.name));
    assert_eq!(new.roles, [(NORTH, Role::Manager), (SOUTH, Role::Manager)]);
    assert_eq!(client.get("/services/north/export").await.status, 200);
    // One way in, not two: neither the old session nor the password opens anything, and no mail does.
    assert_eq!(new.password, None);
    assert_eq!(before.get("/").await.status, 303);
    assert_eq!(scene.nobody().sign_in(&Who::Staff.email(), PASSWORD).await.status, 422);
    let store = &scene.server.house.store;
    let now = scene.server.house.clock.now().naive_utc();
    let asked = store.ask_password_link(&Who::Staff.email(), "ab".repeat(32), now).await.unwrap();
    assert_eq!(asked, None);
    let told = scene.told_of(&old.id).await;
    let mut actions: Vec<_> = told.iter().map(|(action, ..)| action.as_str()).collect();
    actions.retain(|action| *action != "person.add");
    assert_eq!(actions, ["person.provider", "role.save", "role.save"]);
    // Found by the provider's own id from now on, whatever the address there becomes.
    scene.gets_in(with(shown.clone(), "email", json!("other@example.org"))).await;
    assert_eq!(scene.account("other@example.org").await, None);
    // A password that somebody gives them ends the link, and the next sign-in begins it anew.
    let hash = server::password::hash("four other words here").unwrap();
    store.set_password(&Actor::Console, &old.id, &hash, now).await.unwrap();
    assert_eq!(client.get("/").await.status, 303);
    // The wrong password of before makes the next one wait.
    scene.server.house.clock.advance(2);
    let typed = scene.nobody().sign_in(&Who::Staff.email(), "four other words here").await;
    assert_eq!(typed.location(), "/");
    assert_eq!(store.find_provided(scene.issuer.name(), "staff-1").await.unwrap(), None);
    scene.gets_in(shown).await;
    assert_eq!(scene.account(&Who::Staff.email()).await.unwrap().password, None);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_follow_the_groups_and_go_with_them() {
    let scene = Scene::start().await;
    scene.gets_in(jo(&["staff"])).await;
    let id = scene.account("jo@example.org").await.unwrap().id;
    // Given by hand meanwhile: replaced.
    let store = &scene.server.house.store;
    let now = scene.server.house.clock.now().naive_utc();
    store.set_role(&Actor::Console, &id, SOUTH, Some(Role::Manager), now).await.unwrap();
    let client = scene.gets_in(jo(&["leads"])).await;
    let roles = async || scene.account("jo@example.org").await.unwrap().roles;
    assert_eq!(roles().await, [(NORTH, Role::Manager)]);
    let told = scene.told_of(&id).await;
    let saved = told.iter().filter(|(action, ..)| action == "role.save");
    let mut saved: Vec<_> = saved.map(|(_, after, by)| (after.as_str(), by.as_str())).collect();
    saved.sort_unstable();
    let by = "the sign-in provider";
    assert_eq!(saved, [("\"manager\"", "the command line"), ("\"manager\"", by), ("null", by)]);
    // None of the groups is anything here any more: out, from this browser and the one before.
    for groups in [json!(["elsewhere"]), json!([]), Value::Null] {
        let reply = scene.come(&scene.nobody(), with(jo(&[]), "groups", groups)).await;
        Scene::is_out(&reply, 403, "none of your groups there has a part in Beforehand");
        says(&reply, "Ask the administrator");
        assert!(roles().await.is_empty());
        assert_eq!(client.get("/").await.status, 303);
    }
    // Too many groups to list are not none: nothing is taken away.
    scene.gets_in(jo(&["staff"])).await;
    let many = with(jo(&[]), "_claim_names", json!({ "groups": "src1" }));
    let reply = scene.come(&scene.nobody(), many).await;
    Scene::is_out(&reply, 403, "Your roles stay as they were.");
    assert_eq!(roles().await, [(NORTH, Role::Staff)]);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_left_stays_out() {
    let scene = Scene::start().await;
    let client = scene.gets_in(jo(&["staff"])).await;
    let id = scene.account("jo@example.org").await.unwrap().id;
    let store = &scene.server.house.store;
    let now = scene.server.house.clock.now().naive_utc();
    store.set_active(&Actor::Console, &id, false, now).await.unwrap();
    assert_eq!(client.get("/").await.status, 303);
    let said = "You may not sign in any more.";
    Scene::is_out(&scene.come(&client, jo(&["leads"])).await, 403, said);
    // Nor somebody who left before there was a provider.
    let staff = scene.account(&Who::Staff.email()).await.unwrap().id;
    store.set_active(&Actor::Console, &staff, false, now).await.unwrap();
    let shown = person("staff-1", &Who::Staff.email(), &["leads"]);
    Scene::is_out(&scene.come(&scene.nobody(), shown).await, 403, said);
    assert_eq!(store.find_provided(scene.issuer.name(), "staff-1").await.unwrap(), None);
    assert_eq!(scene.account("jo@example.org").await.unwrap().roles, [(NORTH, Role::Staff)]);
    store.set_active(&Actor::Console, &id, true, now).await.unwrap();
    scene.gets_in(jo(&["leads"])).await;
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_becomes_or_comes_as_an_administrator() {
    let scene = Scene::start().await;
    let email = Who::Admin.email();
    let before = scene.account(&email).await.unwrap();
    let reply = scene.come(&scene.nobody(), person("admin-1", &email, &["leads", "root"])).await;
    Scene::is_out(
        &reply,
        403,
        "An administrator's account opens with its password and second step",
    );
    assert_eq!(scene.account(&email).await.unwrap(), before);
    scene.server.client(Who::Admin).await;
    // No group makes one, whatever it is called or mapped to.
    let reply = scene.come(&scene.nobody(), jo(&["root", "admin"])).await;
    Scene::is_out(&reply, 403, "none of your groups there");
    assert_eq!(scene.account("jo@example.org").await, None);
    scene.gets_in(with(jo(&["root", "staff"]), "admin", json!(true))).await;
    let account = scene.account("jo@example.org").await.unwrap();
    assert_eq!((account.admin, &account.roles[..]), (false, &[(NORTH, Role::Staff)][..]));
    // Nor is one made of somebody who could not come in any more then.
    let change = PersonChange::Save {
        email: account.email.clone(),
        name: account.name.clone(),
        admin: true,
        roles: vec![],
    };
    let order = PersonOrder {
        actor: Actor::Console,
        key: None,
        id: account.id.clone(),
        expected: account.version,
        change,
        now: scene.server.house.clock.now().naive_utc(),
    };
    let refused = scene.server.house.store.save_person(order).await;
    let Err(Refused::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].problem.contains("administrators sign in with one"), "{problems:?}");
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_of_a_workspace_can_have_a_role() {
    let scene = Scene::start_with(|setup| {
        setup.claim = "hd".to_owned();
        setup.grants[0].group = "example.org".to_owned();
    })
    .await;
    let shown = with(jo(&[]), "hd", json!("example.org"));
    scene.gets_in(shown.clone()).await;
    assert_eq!(scene.account("jo@example.org").await.unwrap().roles, [(NORTH, Role::Staff)]);
    let other = with(person("x", "x@gmail.example", &["example.org"]), "hd", Value::Null);
    let reply = scene.come(&scene.nobody(), other).await;
    Scene::is_out(&reply, 403, "none of your groups there");
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_provider_there_is_no_way_to_it() {
    let server = Server::start().await;
    let nobody = Client::new(server.address);
    for path in ["/sign-in/with", "/sign-in/from?code=a&state=b"] {
        assert_eq!(nobody.get(path).await.status, 404);
    }
    let page = words(&nobody.get("/sign-in").await);
    assert!(!page.contains("Sign in with") && !page.contains("With a password"), "{page}");
    server.stop().await;
}
