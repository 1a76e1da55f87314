//! The installation's settings, and their way to the write door.
//!
//! Refuses to show a mail password, and to change anything before it was said what that does.

mod handlers;
mod installation;

use app::ServiceLink;
use app::error::{Error, Refused};
use app::settings::{Confirm, Demo, Done, Next, Settings, SettingsPage, Typed};
use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::setup::{check_slug, named};

use super::{Access, refused};
use crate::mail::{Mail, Unsent};
use crate::session;
use crate::store::{self, Actor, Demand, Installation, NewService};
use crate::{clock, demo};

pub use handlers::{change, show, typed};

type Again = Refused<SettingsPage>;

#[async_trait::async_trait]
impl Settings for Access {
    async fn settings(&self, typed: Typed, done: Option<Done>) -> Result<SettingsPage, Error> {
        let store = &self.house.store;
        let installed = store.installation().await?;
        let Installation { organisation, draft_days, session, version } = installed;
        let mut services = Vec::new();
        for one in store.list_services_of(&self.person.id).await? {
            let channels = store.find_service(&one.slug).await?.map_or(0, |own| own.channels.len());
            services.push((ServiceLink { slug: one.slug, name: one.name }, channels));
        }
        let demo = match store.find_invented_service().await? {
            _ if self.house.site.demo => Demo::Whole,
            Some((_, slug, name)) => Demo::Loaded(ServiceLink { slug, name }),
            None => Demo::Absent,
        };
        let mail = self.house.site.mail.as_ref();
        let (demand, demanded) = store.find_demand().await?;
        Ok(SettingsPage {
            organisation,
            draft_days,
            session,
            version,
            services,
            mail: mail.map(|mailer| (mailer.server().to_owned(), mailer.sender())),
            second_step: (demand == Demand::Everybody, demanded),
            demo,
            confirm: None,
            typed,
            problems: Vec::new(),
            done,
        })
    }

    async fn change_settings(&self, typed: Typed) -> Result<Next, Again> {
        match typed.form() {
            "installation" | "sessions" => self.change_installation(typed).await,
            "service" => self.add_service(typed).await,
            "sign-in" => self.change_demand(typed).await,
            "mail" => self.send_test(typed).await,
            "demo" => self.load_demo(typed).await,
            "no-demo" => self.remove_demo(typed).await,
            _ => Err(self
                .settings_wrong(typed, vec![Invalid::new("", "Use one of the forms below.")])
                .await?),
        }
    }
}

impl Access {
    fn acting(&self) -> Actor {
        Actor::Person(self.person.id.clone())
    }

    async fn add_service(&self, typed: Typed) -> Result<Next, Again> {
        let name = named("service", typed.text("service"), "Give the name of the service.");
        let slug = check_slug(typed.text("slug"), typed.text("service"));
        let (name, slug) = match (name, slug) {
            (Ok(name), Ok(slug)) => (name, slug),
            (Err(problem), _) | (_, Err(problem)) => {
                return Err(self.settings_wrong(typed, vec![problem]).await?);
            }
        };
        // As the service that was there first: its own settings change both.
        let store = &self.house.store;
        let first = store.list_services().await.map_err(Error::from)?;
        let first = first.into_iter().filter(|one| one.slug != demo::SLUG).min_by_key(|one| one.id);
        let first = match first {
            Some(first) => store.find_service(&first.slug).await.map_err(Error::from)?,
            None => None,
        };
        let new = NewService {
            slug: slug.clone(),
            name,
            year_start: first.as_ref().map_or(YearStart::April, |first| first.year_start),
            time_zone: first.map_or(clock::HOME.to_owned(), |first| first.time_zone),
        };
        match store.add_service(&self.acting(), new, self.now.naive_utc()).await {
            Ok(_) => Ok(Next::Service(slug)),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_wrong(typed, problems).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    /// Changes of whom a second step is asked.
    async fn change_demand(&self, typed: Typed) -> Result<Next, Again> {
        let store = &self.house.store;
        let (old, stands) = store.find_demand().await.map_err(Error::from)?;
        let Some(new) = Demand::from_word(typed.text("second_step")) else {
            let wrong = Invalid::new("second_step", "Choose who needs a second step.");
            return Err(self.settings_wrong(typed, vec![wrong]).await?);
        };
        if new == old {
            return Ok(Next::Done(Done::Nothing));
        }
        let expected = typed.version().unwrap_or(stands);
        if expected == stands && typed.get("seen") != Some(new.word()) {
            let (change, effect) = match new {
                Demand::Everybody => (
                    "A second step is asked of everybody.",
                    "Nobody is signed out. Whoever has none sets one up at their next sign-in, with a phone in their hand: tell them before.",
                ),
                Demand::Admins => (
                    "A second step is asked of administrators only.",
                    "Who has one keeps it, and may turn it off.",
                ),
            };
            let confirm = Confirm {
                title: "Change who needs a second step?".to_owned(),
                change: vec![change.to_owned()],
                effect: vec![effect.to_owned(), "No figure changes.".to_owned()],
                fields: typed.kept(),
                mark: new.word().to_owned(),
            };
            return Err(self.settings_ask(typed, confirm).await?);
        }
        match store.save_demand(&self.acting(), new, expected, self.now.naive_utc()).await {
            Ok(()) => Ok(Next::Done(Done::Saved)),
            Err(store::Refused::Conflict(conflict)) => {
                let said = format!(
                    "{} changed who needs a second step after you opened the form. Nothing was changed. The form holds what you chose; send it again if it shall stand.",
                    conflict.by
                );
                Err(self.settings_overtaken(typed, stands, said).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn send_test(&self, typed: Typed) -> Result<Next, Again> {
        let Some(mailer) = self.house.site.mail.clone() else {
            let said = "No mail server is named, so nothing was sent.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        };
        let found = self.house.store.find_person(&self.person.id).await.map_err(Error::from)?;
        let me = found.ok_or(Error::NotFound)?;
        let mail = Mail {
            to: vec![(me.name.clone(), me.email)],
            reply: None,
            subject: "Beforehand: a test message".to_owned(),
            text: format!(
                "{} asked Beforehand for this message, to see whether mail arrives. It does. There is nothing to do.\n",
                me.name
            ),
            html: None,
            stop: None,
            at: self.now,
        };
        // A message under way is handed over whoever goes away.
        let sent = tokio::spawn(async move { mailer.send(&mail).await }).await;
        let said = match sent {
            Ok(Ok(())) => return Ok(Next::Done(Done::Mailed)),
            Ok(Err(Unsent::Address)) => {
                "Your mail address is none that mail can be sent to. Correct it on the page of people."
            }
            Ok(Err(Unsent::Refused)) => {
                "The mail server refused the message. Its own words are in the log of the server."
            }
            Ok(Err(Unsent::Silent)) | Err(_) => {
                "The mail server could not be reached, or stopped answering. Check its name and port; the log of the server says more."
            }
        };
        Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?)
    }

    async fn load_demo(&self, typed: Typed) -> Result<Next, Again> {
        if self.house.site.demo {
            let said = "All of this is the demo already. Nothing was loaded.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        }
        let (store, actor) = (self.house.store.clone(), self.acting());
        let (today, now) = (self.today, self.now.naive_utc());
        // It takes some seconds, and is finished whoever goes away.
        let loaded = tokio::spawn(async move {
            let made = tokio::task::spawn_blocking(move || demo::demo(today)).await;
            let made = made.map_err(|error| store::StoreError::Internal(error.to_string()))?;
            demo::load(&store, &actor, made, today, now).await
        });
        match loaded.await {
            Ok(Ok(())) => Ok(Next::Done(Done::Loaded)),
            Ok(Err(store::Refused::Invalid(_))) => {
                let said = "The demo data are there already, or are being loaded. Nothing was loaded twice.";
                Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?)
            }
            Ok(Err(other)) => Err(refused(other).into()),
            Err(_) => Err(Error::Busy.into()),
        }
    }

    async fn remove_demo(&self, typed: Typed) -> Result<Next, Again> {
        let store = &self.house.store;
        let found = store.find_invented_service().await.map_err(Error::from)?;
        let Some((_, slug, name)) = found.filter(|_| !self.house.site.demo) else {
            let said = "There are no demo data here. Nothing was removed.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        };
        let change =
            vec![format!("The service {name} is removed, with everything that was typed into it.")];
        let effect = vec![
            "Its figures are invented: no figure of another service changes.".to_owned(),
            "Roles that people have in it end. Their accounts and other roles stay.".to_owned(),
            "It cannot be undone, but demo data can be loaded again.".to_owned(),
            "The history keeps what was done in it.".to_owned(),
        ];
        let mark = session::hash(&format!("{slug} {change:?}"));
        if typed.get("seen") != Some(mark.as_str()) {
            let title = "Remove the demo data?".to_owned();
            let confirm = Confirm { title, change, effect, fields: typed.kept(), mark };
            return Err(self.settings_ask(typed, confirm).await?);
        }
        match store.remove_invented_service(&self.acting(), self.now.naive_utc()).await {
            Ok(_) => Ok(Next::Done(Done::Removed)),
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn settings_wrong(&self, typed: Typed, problems: Vec<Invalid>) -> Result<Again, Error> {
        let page = self.settings(typed, None).await?;
        Ok(Refused::Again { page: Box::new(SettingsPage { problems, ..page }), status: 422 })
    }

    async fn settings_ask(&self, typed: Typed, confirm: Confirm) -> Result<Again, Error> {
        let page = self.settings(typed, None).await?;
        let page = SettingsPage { confirm: Some(confirm), ..page };
        Ok(Refused::Again { page: Box::new(page), status: 200 })
    }

    async fn settings_overtaken(
        &self,
        typed: Typed,
        version: i32,
        said: String,
    ) -> Result<Again, Error> {
        let page = self.settings(typed.from_version(version), None).await?;
        let problems = vec![Invalid::new("", said)];
        Ok(Refused::Again { page: Box::new(SettingsPage { problems, ..page }), status: 409 })
    }
}
