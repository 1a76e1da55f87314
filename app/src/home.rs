//! x

use leptos::prelude::*;

/// x
#[derive(Clone, Debug, Default)]
pub struct HomePage {}

/// x
#[async_trait::async_trait]
pub trait Home {}

impl crate::ui::Show for HomePage {
    fn title(&self) -> String {
        "Home".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! { <h1>"Home"</h1> }.into_any()
    }
}
