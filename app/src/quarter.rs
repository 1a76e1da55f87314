//! x

use leptos::prelude::*;

/// x
#[derive(Clone, Debug, Default)]
pub struct QuarterPage {}

/// x
#[async_trait::async_trait]
pub trait Quarters {}

impl crate::ui::Show for QuarterPage {
    fn title(&self) -> String {
        "Quarter".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! { <h1>"Quarter"</h1> }.into_any()
    }
}
