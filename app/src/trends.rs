//! x

use leptos::prelude::*;

/// x
#[derive(Clone, Debug, Default)]
pub struct TrendsPage {}

/// x
#[async_trait::async_trait]
pub trait Trends {}

impl crate::ui::Show for TrendsPage {
    fn title(&self) -> String {
        "Trends".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! { <h1>"Trends"</h1> }.into_any()
    }
}
