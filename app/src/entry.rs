//! x

use leptos::prelude::*;

/// x
#[derive(Clone, Debug, Default)]
pub struct WeekPage {}

/// x
#[async_trait::async_trait]
pub trait Weeks {}

impl crate::ui::Show for WeekPage {
    fn title(&self) -> String {
        "Week".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! { <h1>"Week"</h1> }.into_any()
    }
}
