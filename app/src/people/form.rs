//! The fields of a person: name, address, what they are in each service, administrator.

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use beforehand::words::capital;
use leptos::prelude::*;

use super::{TypedPerson, role_field};
use crate::ServiceLink;
use crate::ui;

/// The fields of the form, with what stands or was typed in them.
pub(super) fn fields(
    typed: &TypedPerson,
    services: &[ServiceLink],
    problems: &[Invalid],
) -> AnyView {
    let wrong = |name: &str| problems.iter().any(|one| one.field == name);
    let described = |name: &str| {
        if wrong(name) { format!("{name}-error {name}-hint") } else { format!("{name}-hint") }
    };
    let invalid = |name: &str| wrong(name).then_some("true");
    let services: Vec<_> = services.iter().map(|service| role(typed, service, problems)).collect();
    let roles = wrong("roles").then_some("roles-error");
    view! {
        <div class="field">
            <label for="name">"Name"</label>
            <p class="hint" id="name-hint">"It stands beside what they do, also after they have left."</p>
            {ui::error_at(problems, "name")}
            <input type="text" id="name" name="name" autocomplete="off" maxlength="100"
                value=typed.name.clone() aria-describedby=described("name")
                aria-invalid=invalid("name") />
        </div>
        <div class="field">
            <label for="email">"Email address"</label>
            <p class="hint" id="email-hint">"They sign in with it, and get mail there."</p>
            {ui::error_at(problems, "email")}
            <input type="email" id="email" name="email" autocomplete="off" spellcheck="false"
                maxlength="200" value=typed.email.clone() aria-describedby=described("email")
                aria-invalid=invalid("email") />
        </div>
        <fieldset class="parts" id="roles" tabindex="-1" aria-describedby=roles>
            <legend>"What they are in each service"</legend>
            <p class="hint">"Staff enter weeks. Managers also approve quarters, and answer for the figures. Trustees read approved quarters only."</p>
            {ui::error_at(problems, "roles")}
            {services}
        </fieldset>
        <div class="field">
            {ui::error_at(problems, "admin")}
            <label class="tick" for="admin">
                <input type="checkbox" id="admin" name="admin" value="on" checked=typed.admin
                    aria-describedby=described("admin") aria-invalid=invalid("admin") />
                "Administrator"
            </label>
            <p class="hint" id="admin-hint">"Sets everything up, and works in every service as a manager does. Needs no other role."</p>
        </div>
    }
    .into_any()
}

/// What they are in one service.
fn role(typed: &TypedPerson, service: &ServiceLink, problems: &[Invalid]) -> AnyView {
    let name = role_field(&service.slug);
    let id = ui::field_id(&name);
    let chosen = typed.role(&service.slug).to_owned();
    let wrong = problems.iter().any(|one| one.field == name);
    let described = wrong.then(|| format!("{id}-error"));
    let options = [Role::Staff, Role::Manager, Role::Trustee].into_iter().map(|role| {
        let word = role.word();
        view! { <option value=word selected=chosen == word>{capital(word)}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()><bdi>{service.name.clone()}</bdi></label>
            {ui::error_at(problems, &name)}
            <select id=id name=name aria-describedby=described
                aria-invalid=wrong.then_some("true")>
                <option value="">"Nothing"</option>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}
