//! One person: as they stand, the form that changes them, the way to a new link, and the end.

use beforehand::words::capital;
use leptos::prelude::*;

use super::{ADDRESS, PersonLine, PersonPage, address, changed, form, slip};
use crate::Frame;
use crate::ui::{self, Show};

impl Show for PersonPage {
    fn title(&self) -> String {
        let PersonLine { name, .. } = &self.person;
        if self.person.active {
            format!("{name} is {}", self.person.said())
        } else {
            format!("{name} may not sign in")
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &Frame) -> AnyView {
        let title = self.title();
        let provider = frame.provider.clone().unwrap_or_else(|| "a provider".to_owned());
        let hidden = self.made.is_some().then_some("beside-slip");
        let own = self.own.then(|| view! { <p class="soft">"This is you."</p> });
        view! {
            {ui::error_summary(&self.problems)}
            {self.done.map(|done| changed::done(done, &self.person.name))}
            {self.made.as_ref().map(slip::made)}
            <article class="people">
                <div class=hidden>
                    {ui::heading("People", title)}
                    {own}
                    {facts(&self.person, &provider)}
                    {changed::clash(&self)}
                </div>
                {change(&self, &provider)}
                {link(&self, &provider)}
                {second_step(&self)}
                {end(&self)}
                <p class="links no-print"><a href=ADDRESS>"Everybody"</a></p>
            </article>
        }
        .into_any()
    }
}

fn facts(person: &PersonLine, provider: &str) -> AnyView {
    let with = person.provided.then(|| format!(", with {provider}"));
    view! {
        <dl class="facts">
            <dt>"Signs in as"</dt>
            <dd>{person.email.clone()}{with}</dd>
            <dt>"Part"</dt>
            <dd><bdi>{capital(&person.said())}</bdi></dd>
            <dt>"State"</dt>
            <dd>{person.state()}</dd>
            <dt>"Last sign-in"</dt>
            <dd>{person.last()}</dd>
        </dl>
    }
    .into_any()
}

/// What each form of this page carries: what is done, from which version, once.
fn hidden(page: &PersonPage, what: &'static str) -> AnyView {
    let stands = page.person.version;
    let version = if what == "save" { page.typed.version.unwrap_or(stands) } else { stands };
    view! {
        <input type="hidden" name="do" value=what />
        <input type="hidden" name="key" value=page.key.clone() />
        <input type="hidden" name="version" value=version.to_string() />
    }
    .into_any()
}

fn change(page: &PersonPage, provider: &str) -> AnyView {
    let provided = page.person.provided.then(|| {
        let said = format!(
            "They sign in with {provider}, and their groups there say what they are in each service. What you change of that here is replaced at their next sign-in."
        );
        view! { <p>{said}</p> }
    });
    view! {
        <section class="no-print" aria-labelledby="change">
            <h2 id="change">"Change"</h2>
            <p>"It counts from their very next click. What they did keeps the name they had then."</p>
            {provided}
            <form class="fields" method="post" action=address(&page.person.id) novalidate=true>
                {hidden(page, "save")}
                {form::fields(&page.typed, &page.services, &page.problems)}
                <p class="send"><button class="button">"Save"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn link(page: &PersonPage, provider: &str) -> AnyView {
    if !page.person.active {
        return ().into_any();
    }
    if page.person.provided {
        let how = if page.mail {
            "Make a link: it goes out by mail and is shown this once"
        } else {
            "Make a link and hand it over: it is shown this once"
        };
        let what = format!(
            "{how}, works for seven days, and ends any other. Once they have used it they sign in with their password, and with {provider} no more; what they are here is then yours to say."
        );
        return way(page, "They shall have a password?", &what);
    }
    let (head, what) = match (page.person.come, page.mail) {
        (true, true) => (
            "They forgot their password?",
            "They can ask for a mail on the sign-in page. Or make a link here and hand it over: it is shown this once, works for 24 hours, and ends any other. Their password stays as it is until they use it.",
        ),
        (true, false) => (
            "They forgot their password?",
            "Make a link and hand it over: it is shown this once, works for 24 hours, and ends any other. Their password stays as it is until they use it.",
        ),
        (false, true) => (
            "They have not come yet?",
            "Make a new link: it goes out by mail and is shown this once, works for seven days, and ends the one before.",
        ),
        (false, false) => (
            "They have not come yet?",
            "Make a new link and hand it over: it is shown this once, works for seven days, and ends the one before.",
        ),
    };
    way(page, head, what)
}

fn way(page: &PersonPage, head: &'static str, what: &str) -> AnyView {
    view! {
        <section class="no-print" aria-labelledby="new-link">
            <h2 id="new-link">{head}</h2>
            <p>{what.to_owned()}</p>
            <form method="post" action=address(&page.person.id)>
                {hidden(page, "link")}
                <p class="send"><button class="button">"Make a new link"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// Nobody takes their own off here: that is on the page of one's own account, and asks for a code.
fn second_step(page: &PersonPage) -> AnyView {
    if !page.second_step || page.own {
        return ().into_any();
    }
    view! {
        <section class="no-print" aria-labelledby="second-step">
            <h2 id="second-step">"They lost their phone?"</h2>
            <p>"Take their second step off. They are signed out everywhere, and sign in with their password alone until they set up another. Make sure that it is them who asks."</p>
            <form method="post" action=address(&page.person.id)>
                {hidden(page, "second-step")}
                <p class="send"><button class="button">"Take the second step off"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn end(page: &PersonPage) -> AnyView {
    let (head, what, word, button) = if page.person.active {
        (
            "They leave?",
            "From their very next click they are signed out everywhere and may not sign in. Their drafts, links and mail end. What they did stays, with their name. You can let them sign in again later.",
            "end",
            "End their access",
        )
    } else {
        (
            "They come back?",
            "They may sign in again with the password they had, and are what they were. Drafts and mail that ended do not come back.",
            "begin",
            "Let them sign in again",
        )
    };
    view! {
        <section class="no-print" aria-labelledby="end">
            <h2 id="end">{head}</h2>
            <p>{what}</p>
            <form method="post" action=address(&page.person.id)>
                {hidden(page, word)}
                <p class="send"><button class="button">{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
