//! A server for each test, and clients named by who they are.

use std::net::SocketAddr;
use std::sync::Arc;

use beforehand::entry::{CellChange, WeekChange};
use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::{Collected, Field, Kind, Timetable};
use beforehand::week::Week;
use chrono::NaiveDate;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION};
use scraper::{Html, Selector};
use server::backend::{House, Site};
use server::store::{
    Actor, NewChannel, NewService, PersonDraft, SaveWeeks, Source, Store, WeekSave,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clocks;
pub use crate::database::Database;
use crate::factor;

/// Everybody's password.
pub const PASSWORD: &str = "otter candle bridge";
/// Today in every test: a Wednesday, so that the week of 6 April 2026 is the last one over.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 4, 15).unwrap();
/// The week most tests enter.
pub const MONDAY: &str = "2026-04-06";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Staff of the service `north`.
    Staff,
    /// Its manager.
    Manager,
    /// Its trustee.
    Trustee,
    /// The administrator, in no service.
    Admin,
    /// Manager of the service `south`, and of nothing else.
    Stranger,
    /// Has an account and no service.
    Loose,
    /// Not signed in.
    Nobody,
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 7] = [
        Self::Staff,
        Self::Manager,
        Self::Trustee,
        Self::Admin,
        Self::Stranger,
        Self::Loose,
        Self::Nobody,
    ];

    /// The role in the service `north`.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Staff => Some(Role::Staff),
            Self::Manager => Some(Role::Manager),
            Self::Trustee => Some(Role::Trustee),
            Self::Admin => Some(Role::Admin),
            Self::Stranger | Self::Loose | Self::Nobody => None,
        }
    }

    /// The address they sign in with.
    pub fn email(self) -> String {
        format!("{self:?}@example.org").to_lowercase()
    }
}

/// The hash of [`PASSWORD`], made once.
pub fn hashed() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| server::password::hash(PASSWORD).unwrap()).clone()
}

/// The services `north` and `south` with a phone line and a website each, and everybody of [`Who`].
/// Weeks are entered from 5 January 2026 up to the one before [`MONDAY`].
pub async fn seed(store: &Store) {
    let console = Actor::Console;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let first = Week::containing(NaiveDate::from_ymd_opt(2024, 1, 1).unwrap());
    let every_day = Timetable { from: first.monday(), days: Timetable::EVERY_DAY };
    let mut services = Vec::new();
    for (slug, name) in [("north", "North Helpline"), ("south", "South Helpline")] {
        let new = NewService {
            slug: slug.to_owned(),
            name: name.to_owned(),
            year_start: YearStart::April,
            time_zone: "Europe/London".to_owned(),
        };
        let service = store.add_service(&console, new, now).await.unwrap();
        let mut channels = Vec::new();
        for (slug, name, noun, kind) in [
            ("calls", "Calls", "Calls", Kind::Phone),
            ("website", "Website", "Website visits", Kind::Web),
        ] {
            let collected = kind.fields().iter().map(|field| Collected {
                field: *field,
                from: first,
                to: None,
            });
            let new = NewChannel {
                slug: slug.to_owned(),
                name: name.to_owned(),
                noun: noun.to_owned(),
                kind,
                first,
                timetables: vec![every_day.clone()],
                collected: collected.collect(),
            };
            channels.push(store.add_channel(&console, service, new, now).await.unwrap());
        }
        let mut weeks = Vec::new();
        let mut week = Week::containing(NaiveDate::from_ymd_opt(2026, 1, 5).unwrap());
        for n in 0..13_u32 {
            let cell = |channel: usize, field, count| CellChange {
                channel: channels[channel],
                field,
                count: Some(count),
                note: None,
            };
            let wobble = n * 7 % 11;
            let change = WeekChange {
                cells: vec![
                    cell(0, Field::Answered, 140 + wobble),
                    cell(0, Field::Before, 40 + wobble),
                    cell(0, Field::After, 60),
                    cell(0, Field::DoesNotApply, 20),
                    cell(0, Field::Missed, 30),
                    cell(1, Field::Visits, 5000 + 10 * wobble),
                    cell(1, Field::Visitors, 4000),
                ],
                ..WeekChange::new(week)
            };
            weeks.push(WeekSave { change, expected: None });
            week = week.next();
        }
        let order = SaveWeeks {
            actor: Actor::Console,
            key: None,
            service,
            weeks,
            source: Source::Import("counts.csv".to_owned()),
            reason: None,
            rehearsal: false,
            now,
            today: TODAY,
        };
        store.save_weeks(order).await.unwrap();
        services.push(service);
    }
    for who in Who::ALL {
        let roles = match who {
            Who::Nobody => continue,
            Who::Admin | Who::Loose => vec![],
            Who::Stranger => vec![(services[1], Role::Manager)],
            Who::Staff | Who::Manager | Who::Trustee => vec![(services[0], who.role().unwrap())],
        };
        let draft = PersonDraft {
            email: who.email(),
            name: format!("{who:?} O'Neil"),
            admin: who == Who::Admin,
            password: Some(hashed()),
        };
        let id = store.add_person(&console, draft, &roles, now).await.unwrap();
        if who == Who::Admin {
            factor::enrol(store, &id).await;
        }
    }
}

/// Adds staff of the service `north` by that address: many editors need many names.
pub async fn add_staff(store: &Store, email: &str, name: &str) {
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let draft = PersonDraft {
        email: email.to_owned(),
        name: name.to_owned(),
        admin: false,
        password: Some(hashed()),
    };
    let north = store.find_service("north").await.unwrap().unwrap().id;
    store.add_person(&Actor::Console, draft, &[(north, Role::Staff)], now).await.unwrap();
}

/// Sets a field of a form, or adds it.
pub fn put(fields: &mut Vec<(String, String)>, name: &str, value: impl std::fmt::Display) {
    let value = value.to_string();
    match fields.iter_mut().find(|(own, _)| own == name) {
        Some(field) => field.1 = value,
        None => fields.push((name.to_owned(), value)),
    }
}

/// A running server.
pub struct Server {
    /// What its requests share: for its clock, and for a look into its store.
    pub house: Arc<House>,
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<std::io::Result<()>>,
    database: Database,
}

impl Server {
    /// A seeded server on plain http.
    pub async fn start() -> Self {
        Self::start_with(Site::default()).await
    }

    /// A seeded server.
    pub async fn start_with(site: Site) -> Self {
        let database = Database::new();
        let store = database.open().await;
        seed(&store).await;
        Self::serve(database, store, site).await
    }

    /// A server on an empty database: nobody has an account.
    pub async fn empty(site: Site) -> Self {
        Self::over(Database::new(), site).await
    }

    async fn serve(database: Database, store: Store, site: Site) -> Self {
        let house = Arc::new(House::new(store, clocks::eleven(), site));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let running = tokio::spawn(server::serve::serve_until(listener, house.clone(), stopped));
        Self { house, address, stop: Some(stop), running, database }
    }

    /// A server on a database that is there.
    pub async fn over(database: Database, site: Site) -> Self {
        let store = database.open().await;
        Self::serve(database, store, site).await
    }

    /// Stops in order, and serves the same database again from another port.
    pub async fn restart(self) -> Self {
        self.restart_with(Site::default()).await
    }

    /// The same, as another site.
    pub async fn restart_with(self, site: Site) -> Self {
        let Self { stop, running, database, .. } = self;
        drop(stop);
        running.await.unwrap().unwrap();
        Self::over(database, site).await
    }

    /// Stops in order.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.running).await.unwrap().unwrap();
    }

    /// Where its data is: for the command line on the same machine.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A client who has signed in, unless they are nobody.
    pub async fn client(&self, who: Who) -> Client {
        let client = Client::new(self.address);
        if who != Who::Nobody {
            let reply = client.sign_in(&who.email(), PASSWORD).await;
            assert_eq!(reply.status, 303, "{who:?} signs in: {}", reply.text);
            if who == Who::Admin {
                assert_eq!(factor::pass(self, &client).await.location(), "/");
            }
        }
        client
    }
}

/// A browser without a screen: keeps cookies, follows no redirects.
#[derive(Clone)]
pub struct Client {
    /// For requests this client has no word for.
    pub http: reqwest::Client,
    base: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the form field of that name, as the browser would send it.
    pub fn field(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.text);
        let choice = Selector::parse(&format!("[name=\"{name}\"]:not([disabled])")).unwrap();
        let found = page.select(&choice).next()?;
        match found.value().name() {
            "textarea" => Some(found.text().collect()),
            _ => Some(found.value().attr("value").unwrap_or_default().to_owned()),
        }
    }

    /// All fields of the form whose address starts with `action`.
    pub fn fields(&self, action: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.text);
        let choice = format!("form[action^=\"{action}\"]");
        let form = Selector::parse(&choice).unwrap();
        let input =
            Selector::parse("input[name]:not([disabled]), textarea[name], select[name]").unwrap();
        let Some(form) = page.select(&form).next() else { return Vec::new() };
        form.select(&input)
            .filter_map(|field| {
                let kind = field.value().attr("type").unwrap_or("text");
                let ticked = field.value().attr("checked").is_some();
                if matches!(kind, "checkbox" | "radio") && !ticked {
                    return None;
                }
                let value = match field.value().name() {
                    "textarea" => field.text().collect(),
                    "select" => {
                        let chosen = Selector::parse("option[selected]").unwrap();
                        let first = Selector::parse("option").unwrap();
                        let option = field.select(&chosen).next().or(field.select(&first).next());
                        let value = option.and_then(|option| option.value().attr("value"));
                        value.unwrap_or_default().to_owned()
                    }
                    _ => field.value().attr("value").unwrap_or_default().to_owned(),
                };
                Some((field.value().attr("name")?.to_owned(), value))
            })
            .collect()
    }
}

impl Client {
    /// Somebody who has not signed in.
    pub fn new(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { http, base: format!("http://{address}") }
    }

    /// A request not yet sent, as a page of ours would ask for it.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        self.http
            .request(method, format!("{}{path}", self.base))
            .header("sec-fetch-site", "same-origin")
    }

    /// Sends.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let reply = request.send().await.unwrap();
        let (status, headers) = (reply.status(), reply.headers().clone());
        Reply { status, headers, text: reply.text().await.unwrap() }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request("GET", path)).await
    }

    /// POST of a form.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Reply {
        self.send(self.request("POST", path).form(fields)).await
    }

    /// POST of the sign-in form.
    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        let fields = [("email", email), ("password", password)];
        self.send(self.request("POST", "/sign-in").form(&fields)).await
    }
}
