//! x

use leptos::prelude::*;

/// x
#[derive(Clone, Debug, Default)]
pub struct AboutPage {}

/// x
#[async_trait::async_trait]
pub trait About {}

impl crate::ui::Show for AboutPage {
    fn title(&self) -> String {
        "About the numbers".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! { <h1>"About the numbers"</h1> }.into_any()
    }
}
