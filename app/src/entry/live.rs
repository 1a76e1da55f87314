//! The island of the week's form: 'not recorded' follows the digits as they are typed, and doubts
//! come up at the box before anything is sent.
//!
//! It draws nothing of its own and changes no number: without it the page says the same after
//! sending.

use beforehand::service::Field;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::ChannelForm;
use crate::ui;

/// What the island needs to know of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveChannel {
    /// Short name.
    pub slug: String,
    /// The fields that have a box.
    pub fields: Vec<Field>,
}

impl LiveChannel {
    /// The boxes of a channel's part of the form.
    pub fn of(form: &ChannelForm) -> Self {
        let asked = form.boxes.iter().filter(|one| one.is_asked());
        Self { slug: form.slug.clone(), fields: asked.map(|one| one.field).collect() }
    }
}

/// A doubt about a number that is being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    /// `calls.answered`.
    pub name: String,
    /// "usually 80 to 130".
    pub usually: String,
    /// The whole sentence.
    pub sentence: String,
}

/// The derived figure as text: a dash while a part is missing.
pub(super) fn derived(value: Option<i64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value < 0 => format!("−{}", ui::count(value.unsigned_abs())),
        Some(value) => ui::count(value.unsigned_abs()),
    }
}

/// The header that marks a failure of ours in the answer of a server function, told apart from a
/// call that could not be read.
pub const FAULT: &str = "x-fault";

/// Doubts about the numbers typed so far. Called under the address of its service, which decides
/// who may.
#[server(name = CheckWeek, prefix = "/check", endpoint = "week", input = Json)]
pub async fn check_week(
    week: String,
    typed: Vec<(String, String)>,
) -> Result<Vec<Warned>, ServerFnError> {
    use std::sync::Arc;

    use leptos::server_fn::axum_export::http::{HeaderName, HeaderValue, StatusCode};

    use super::{TypedWeek, Weeks};
    use crate::error::Error;

    let refuse = |error: Error| {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            let status = StatusCode::from_u16(error.status()).unwrap_or_default();
            response.set_status(status);
            if status.is_server_error() {
                response
                    .insert_header(HeaderName::from_static(FAULT), HeaderValue::from_static("1"));
            }
        }
        ServerFnError::ServerError(error.to_string())
    };
    let weeks = use_context::<Arc<dyn Weeks + Send + Sync>>();
    let weeks = weeks.ok_or_else(|| refuse(Error::SignedOut))?;
    let week = beforehand::week::Week::parse(&week)
        .map_err(|problem| refuse(Error::Invalid(vec![problem])))?;
    weeks.check_week(week, TypedWeek::from_pairs(&typed)).await.map_err(refuse)
}

/// Wakes the form around it.
#[island]
pub fn Live(service: String, week: String, channels: Vec<LiveChannel>) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    client::wake(service, week, channels);
    #[cfg(not(feature = "hydrate"))]
    drop((service, week, channels));
    view! { <p class="hidden" role="status" id="live-doubts"></p> }
}

#[cfg(feature = "hydrate")]
mod client {
    use std::time::Duration;

    use beforehand::entry::{not_recorded, read_count};
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::task::spawn_local;
    use leptos::web_sys::HtmlInputElement;
    use leptos::{ev, server_fn};
    use wasm_bindgen::JsCast;

    use super::{Field, LiveChannel, Warned, check_week};
    use crate::ui::field_id;
    use leptos::prelude::*;

    /// How long nothing must be typed before the server is asked.
    const PAUSE: Duration = Duration::from_millis(400);

    pub fn wake(service: String, week: String, channels: Vec<LiveChannel>) {
        let address = ["/services/".to_owned(), service].concat();
        server_fn::client::set_server_url(Box::leak(address.into_boxed_str()));
        let waiting: StoredValue<Option<TimeoutHandle>, LocalStorage> =
            StoredValue::new_local(None);
        let asked = StoredValue::new_local(0_u32);
        let form = StoredValue::new_local((week, channels));
        let ask = move || {
            asked.update_value(|n| *n += 1);
            let turn = asked.get_value();
            let (week, typed) = form.with_value(|(week, channels)| (week.clone(), read(channels)));
            spawn_local(async move {
                if let Ok(doubts) = check_week(week, typed).await
                    && asked.get_value() == turn
                {
                    form.with_value(|(_, channels)| show_doubts(channels, &doubts));
                }
            });
        };
        window_event_listener(ev::input, move |_| {
            form.with_value(|(_, channels)| channels.iter().for_each(derive));
            if let Some(earlier) = waiting.try_update_value(Option::take).flatten() {
                earlier.clear();
            }
            waiting.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        });
    }

    fn name(channel: &LiveChannel, field: Field) -> String {
        format!("{}.{}", channel.slug, field.word())
    }

    fn input(name: &str) -> Option<HtmlInputElement> {
        document().get_element_by_id(&field_id(name))?.dyn_into().ok()
    }

    /// Every box with the number it was made from.
    fn read(channels: &[LiveChannel]) -> Vec<(String, String)> {
        let mut typed = Vec::new();
        for channel in channels {
            for field in &channel.fields {
                let name = name(channel, *field);
                if let Some(box_) = input(&name) {
                    typed.push((name, box_.value()));
                }
            }
        }
        typed
    }

    /// Shows what is not recorded, marked where the parts exceed the whole.
    fn derive(channel: &LiveChannel) {
        let id = format!("{}-not-recorded", field_id(&channel.slug));
        let Some(output) = document().get_element_by_id(&id) else { return };
        let count = |field| {
            let name = name(channel, field);
            read_count(&name, &input(&name)?.value()).ok().flatten()
        };
        let value = || {
            let other = if channel.fields.contains(&Field::DoesNotApply) {
                count(Field::DoesNotApply)?
            } else {
                0
            };
            let answered = count(Field::Answered)?;
            Some(not_recorded(answered, count(Field::Before)?, count(Field::After)?, other))
        };
        let value = value();
        output.set_text_content(Some(&super::derived(value)));
        let _ = output.class_list().toggle_with_force("bad", value.is_some_and(|v| v < 0));
    }

    /// Shows each doubt at its box, and says those that are new.
    fn show_doubts(channels: &[LiveChannel], doubts: &[Warned]) {
        for channel in channels {
            for field in &channel.fields {
                let name = name(channel, *field);
                let doubt = doubts.iter().find(|doubt| doubt.name == name);
                if let Some(box_) = input(&name) {
                    let _ = box_.class_list().toggle_with_force("doubt", doubt.is_some());
                }
                let usual = format!("{}-usual", field_id(&name));
                if let Some(usual) = document().get_element_by_id(&usual) {
                    usual.set_text_content(doubt.map(|doubt| doubt.usually.as_str()));
                }
            }
        }
        if let Some(status) = document().get_element_by_id("live-doubts") {
            let said: Vec<_> = doubts.iter().map(|doubt| doubt.sentence.as_str()).collect();
            let said = said.join(" ");
            if status.text_content().as_deref() != Some(&said) {
                status.set_text_content(Some(&said));
            }
        }
    }
}
