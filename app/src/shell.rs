//! The document around every page, and the one function that turns a page into HTML.
//!
//! Refuses inline script and style: the content security policy allows neither.

mod part;

use std::sync::Arc;

use beforehand::role::Role;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use self::part::Here;
use crate::ui::{Paper, Script, escape};
use crate::{Assets, Frame, PERSON_SLOT, Page};

/// Stands where [`PERSON_SLOT`] will; nothing a person typed can look like it, for `<` is escaped.
const SLOT: &str = "<person-slot></person-slot>";

/// A whole HTML document, and the script it loads: its policy lets no other run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The document, with [`crate::PERSON_SLOT`] where the reader's name goes.
    pub html: String,
    /// The script.
    pub script: Script,
}

/// The page as a document. Everything was loaded before: rendering waits for nothing and cannot hang.
pub fn render(page: Page, frame: Frame) -> Rendered {
    // Islands: nothing is alive unless it says so, or every element would carry markers.
    let context = SsrSharedContext::new_islands();
    let owner = Owner::new_root(Some(Arc::new(context)));
    let (html, script) = owner.with(|| {
        let (document, script) = document(page, frame);
        (document.to_html(), script)
    });
    owner.cleanup();
    owner.unset();
    let html = format!("<!DOCTYPE html>{}", without_markers(&html).replacen(SLOT, PERSON_SLOT, 1));
    Rendered { html, script }
}

/// Leaves out leptos' `<!>` markers, which no HTML parser takes for a comment without complaint.
/// Only islands need them, to find their way when they wake.
fn without_markers(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<leptos-island") {
        let end = rest[start..].find("</leptos-island>").map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start].replace("<!>", ""));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(&rest.replace("<!>", ""));
    out
}

/// What the server writes into [`PERSON_SLOT`]: who is signed in, with the way to their account, and
/// the way out.
pub fn person(name: &str, role: Option<Role>) -> String {
    let name = escape(name);
    let role = role.map(|role| format!(" ({})", role.word())).unwrap_or_default();
    format!(
        "<span class=\"who\"><a href=\"/account\">{name}</a>{role}</span><form method=\"post\" action=\"/sign-out\"><button class=\"link\">Sign out</button></form>"
    )
}

fn document(page: Page, frame: Frame) -> (impl IntoView + use<>, Script) {
    let frame = &with_the_only_service(&page, frame);
    let part = page.part(frame);
    let service = frame.service.as_ref().map(|service| service.name.clone());
    let organisation = (!frame.organisation.is_empty()).then(|| frame.organisation.clone());
    let product = Some("Beforehand".to_owned());
    let title = [Some(part.title), service.clone(), organisation, product]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let title = if part.failed { format!("Error: {title}") } else { title };
    let robots = part.hidden.then(|| view! { <meta name="robots" content="noindex" /> });
    let paper = (part.paper == Paper::Wide).then_some("landscape");
    let loader = loader(part.script, frame.assets.clone());
    let script = if loader.is_some() { part.script } else { Script::None };
    let document = view! {
        <html lang="en-GB">
            <head>
                <meta charset="utf-8" />
                <title>{title}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=frame.assets.style.clone() />
                <link rel="icon" href="data:," />
                {robots}
                {loader}
            </head>
            <body class=paper>
                <a class="skip" href="#main">"Skip to the page"</a>
                {header(part.here, frame)}
                {demo_banner(frame)}
                <main id="main" tabindex="-1">{part.view}</main>
                <footer class="foot">
                    <p>"Beforehand holds counts only: nothing about any person who got in touch."</p>
                </footer>
            </body>
        </html>
    };
    (document, script)
}

/// The page's one script. It reads the addresses of what it loads from its own element, because they
/// hold hashes.
fn loader(script: Script, assets: Assets) -> Option<AnyView> {
    let Assets { loader, client, wasm, explore, reader, chart, steps, .. } = assets;
    match script {
        Script::Island if !loader.is_empty() => Some(
            view! { <script type="module" src=loader data-client=client data-wasm=wasm></script> }
                .into_any(),
        ),
        Script::Explore if !explore.is_empty() => Some(
            view! { <script type="module" src=explore data-reader=reader data-chart=chart></script> }
                .into_any(),
        ),
        Script::Steps if !steps.is_empty() => {
            Some(view! { <script type="module" src=steps></script> }.into_any())
        }
        _ => None,
    }
}

/// Home and what is owed are about no service; who sees but one there finds the way to its pages too.
fn with_the_only_service(page: &Page, mut frame: Frame) -> Frame {
    let only = match page {
        Page::Home(home) => match home.services.as_slice() {
            [only] => Some((&only.service, only.role)),
            _ => None,
        },
        // Only services that somebody manages are listed there.
        Page::Owed(page) => page.only().map(|service| (service, Role::Manager)),
        _ => None,
    };
    if let Some((service, role)) = only {
        frame.service = Some(service.clone());
        frame.role = Some(role);
    }
    frame
}

fn header(here: Here, frame: &Frame) -> AnyView {
    if frame.role.is_none() {
        return view! {
            <header class="top">
                <p class="brand">"Beforehand"</p>
            </header>
        }
        .into_any();
    }
    let slug = frame.service.as_ref().map(|service| service.slug.as_str());
    let mut links = vec![("Home", Some("/".to_owned()), Here::Home)];
    if let Some(slug) = slug {
        for (word, page, place) in [
            ("Week", "week", Here::Week),
            ("Trends", "trends", Here::Trends),
            ("Signals", "signals", Here::Signals),
            ("Quarter", "quarter", Here::Quarter),
            ("Events", "events", Here::Events),
        ] {
            links.push((word, way_in(frame, slug, page), place));
        }
    }
    let admin = frame.role == Some(Role::Admin);
    links.extend(admin.then(|| ("People", Some("/people".to_owned()), Here::People)));
    let about = slug.and_then(|slug| way_in(frame, slug, "about")).unwrap_or("/about".to_owned());
    links.push(("About the numbers", Some(about), Here::About));
    if admin {
        links.push(("Settings", Some(crate::settings::ADDRESS.to_owned()), Here::Settings));
    }
    let links = links
        .into_iter()
        .filter_map(|(word, to, place)| {
            let current = (place == here).then_some("page");
            // The end of long words is hidden from the eye where the line is full.
            let (word, rest) = word.split_at(word.find(' ').unwrap_or(word.len()));
            let rest = (!rest.is_empty()).then(|| view! { <span class="rest">{rest}</span> });
            to.map(|to| view! { <li><a href=to aria-current=current>{word}{rest}</a></li> })
        })
        .collect_view();
    let service = frame.service.as_ref().map(|service| {
        view! { <span class="service">{service.name.clone()}</span> }
    });
    view! {
        <header class="top" class:long=admin>
            <p class="brand">"Beforehand"</p>
            {organisation(frame)}
            <nav aria-label="Pages"><ul>{links}</ul></nav>
            <div class="person">{service}{leptos::html::custom("person-slot")}</div>
        </header>
    }
    .into_any()
}

/// Who runs the installation: on every page, and on paper.
fn organisation(frame: &Frame) -> Option<AnyView> {
    let name = (!frame.organisation.is_empty()).then(|| frame.organisation.clone())?;
    Some(view! { <p class="organisation"><bdi>{name}</bdi></p> }.into_any())
}

/// The address of a page of the service, when the permission table lets the reader in.
fn way_in(frame: &Frame, slug: &str, page: &str) -> Option<String> {
    frame
        .may("GET", &format!("/services/{{service}}/{page}"))
        .then(|| format!("/services/{slug}/{page}"))
}

fn demo_banner(frame: &Frame) -> Option<AnyView> {
    let said = if frame.demo {
        "This is the demo: every figure is invented, and what you change here is for trying out."
    } else if frame.invented {
        "These are demo data: every figure of this service is invented. An administrator removes them in Settings."
    } else {
        return None;
    };
    Some(view! { <aside class="demo" aria-label="Demo">{said}</aside> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServiceLink;
    use crate::error::Error;
    use crate::sign_in::SignInPage;

    #[island]
    fn Probe(start: i32) -> impl IntoView {
        let value = RwSignal::new(start);
        view! { <button on:click=move |_| value.update(|v| *v += 1)>{value}</button> }
    }

    fn frame(role: Option<Role>) -> Frame {
        Frame {
            service: Some(ServiceLink { slug: "north".into(), name: "Helpline <North>".into() }),
            role,
            demo: true,
            organisation: "Harbour <Trust>".into(),
            assets: Assets {
                style: "/assets/main.css".into(),
                loader: "/assets/loader.js".into(),
                ..Assets::default()
            },
            ..Frame::default()
        }
    }

    fn problem() -> Page {
        let error = Error::Internal { reference: "<script>alert(1)</script>".into() };
        Page::Problem(error.into())
    }

    fn in_islands_mode(view: impl FnOnce() -> AnyView) -> String {
        let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
        let html = owner.with(|| view().to_html());
        owner.cleanup();
        html
    }

    #[test]
    fn an_island_is_marked_and_brings_no_inline_script() {
        let html = in_islands_mode(|| view! { <p>"before"</p><Probe start=7 /> }.into_any());
        assert!(html.contains("<leptos-island data-component=\"Probe_"), "{html}");
        assert!(html.contains("{&quot;start&quot;:7}") || html.contains("{\"start\":7}"), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn markers_stay_in_islands_only() {
        let html = "a<!>b<leptos-island data-component=\"P\">c<!>d</leptos-island><!>e";
        let expected = "ab<leptos-island data-component=\"P\">c<!>d</leptos-island>e";
        assert_eq!(without_markers(html), expected);
        assert!(!render(problem(), frame(None)).html.contains("<!>"));
    }

    #[test]
    fn a_page_without_an_island_has_no_script_and_no_inline_style() {
        for role in [None, Some(Role::Trustee), Some(Role::Manager)] {
            let html = render(problem(), frame(role)).html;
            assert!(html.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"), "{html}");
            assert!(html.ends_with("</html>"), "{html}");
            assert!(!html.contains("<script"), "{html}");
            assert!(!html.contains(" style="), "{html}");
            assert!(html.contains("Helpline &lt;North&gt;"), "{html}");
            assert_eq!(html.matches(PERSON_SLOT).count(), usize::from(role.is_some()));
        }
    }

    #[test]
    fn the_navigation_has_only_what_the_role_may_open() {
        let check = |role, word: &str, expected| {
            let html = render(problem(), frame(Some(role))).html;
            assert_eq!(
                html.contains(&format!("/services/north/{word}\"")),
                expected,
                "{role:?} {word}"
            );
        };
        for role in Role::ALL {
            check(role, "quarter", true);
            check(role, "about", true);
            check(role, "week", role != Role::Trustee);
            check(role, "trends", role != Role::Trustee);
            check(role, "events", role != Role::Trustee);
        }
    }

    #[test]
    fn who_sees_one_service_keeps_its_navigation() {
        use crate::owed::{OwedPage, Punctual};
        let check = |names: &[&str], expected: bool| {
            let service = |name: &&str| ServiceLink { slug: (*name).into(), name: (*name).into() };
            let punctual = |name| Punctual {
                service: service(name),
                on_time: beforehand::owed::OnTime { on_time: 1, of: 1, files: 0 },
                staff: vec![],
            };
            let rest = names.iter().map(punctual).collect();
            let page = OwedPage { rest, ..OwedPage::default() };
            let frame = Frame { service: None, ..frame(Some(Role::Staff)) };
            let html = render(Page::Owed(Box::new(page)), frame).html;
            for word in ["week", "trends", "signals", "quarter", "events"] {
                let link = format!("/services/north/{word}\"");
                assert_eq!(html.contains(&link), expected, "{names:?} {word}");
            }
        };
        check(&[], false);
        check(&["north"], true);
        check(&["north", "south"], false);
    }

    #[test]
    fn the_title_says_when_something_is_to_be_put_right() {
        let problems =
            vec![beforehand::invalid::Invalid::new("email", "Enter your email address.")];
        let page = SignInPage { problems, ..SignInPage::default() };
        let html = render(Page::SignIn(page), Frame::default()).html;
        assert!(html.contains("<title>Error: Sign in · Beforehand</title>"), "{html}");
        assert!(html.contains("<a href=\"#email\">Enter your email address.</a>"), "{html}");
        assert!(html.contains("id=\"email-error\""), "{html}");
    }

    #[test]
    fn what_was_typed_is_carried_and_escaped() {
        let carried = vec![("note".to_owned(), "\"><script>alert(1)</script>".to_owned())];
        let page = SignInPage { carried, ..SignInPage::default() };
        let html = render(Page::SignIn(page), Frame::default()).html;
        assert!(html.contains("name=\"carried.note\""), "{html}");
        assert!(!html.contains("<script>alert"), "{html}");
    }

    #[test]
    fn a_name_is_escaped_in_its_slot() {
        let html = person("<b>Priya</b>", Some(Role::Trustee));
        let expected = "<span class=\"who\"><a href=\"/account\">&lt;b&gt;Priya&lt;/b&gt;</a> (trustee)</span>";
        assert!(html.starts_with(expected), "{html}");
    }

    #[test]
    fn a_text_area_cannot_be_broken_out_of() {
        use crate::ui::SafeTextarea;
        let html = in_islands_mode(|| {
            let value = "</textarea><script>alert(1)</script>".to_owned();
            view! { <SafeTextarea name="note".to_owned() value=value /> }.into_any()
        });
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;"), "{html}");
        assert!(!html.contains("&amp;lt;"), "{html}");
    }
}
