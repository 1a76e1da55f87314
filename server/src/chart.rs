//! Charts drawn on the server: domain series → charming option → `ECharts` in `QuickJS` → SVG with
//! our classes.
//!
//! Refuses to compute a figure: limits and signals come from `beforehand::spc`. A chart is there at
//! first paint, without script, in print and in the dark.

mod alone;
mod control;
mod engine;
mod labels;
mod live;
mod paint;
mod small;
mod svg;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

pub use alone::{Frame, plot};
pub use control::{Look, Window, control_chart};
pub use live::option;
pub use small::small;
pub use svg::escape;

/// Finished charts that are kept: about 4 KB each.
const KEPT: usize = 512;

/// Why there is no chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawError {
    /// The server was built without the chart bundle.
    NoBundle,
    /// The engine failed; for the log.
    Engine(String),
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBundle => f.write_str("built without charts: run cargo xtask build"),
            Self::Engine(cause) => write!(f, "chart engine: {cause}"),
        }
    }
}

impl std::error::Error for DrawError {}

/// What shall be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The engine's option, as JSON.
    pub option: String,
    /// Width in the plot's own units.
    pub width: u32,
    /// Height in the plot's own units.
    pub height: u32,
    /// The finding, as a screen reader says it.
    pub title: String,
    /// What the chart shows.
    pub description: String,
}

impl Picture {
    /// The id of its drawing: another picture has another.
    pub fn id(&self) -> String {
        let hash = hash(self);
        format!("c{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3])
    }
}

/// Draws charts, one at a time, and keeps what it drew.
pub struct Drawer {
    engine: Option<engine::Engine>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_hash: HashMap<[u8; 32], Arc<str>>,
    order: VecDeque<[u8; 32]>,
}

impl Drawer {
    /// Starts the engine in the background with the bundle's source. An empty bundle makes a drawer
    /// that refuses with a clear error, so that the rest of the server runs without.
    pub fn start(bundle: &str) -> Self {
        let engine = (!bundle.is_empty()).then(|| engine::Engine::start(bundle.to_owned()));
        Self { engine, kept: Mutex::default() }
    }

    /// The picture as an SVG element for a page.
    ///
    /// # Errors
    /// When the server was built without charts or the engine fails.
    pub async fn draw(&self, picture: Picture) -> Result<Arc<str>, DrawError> {
        let hash = hash(&picture);
        if let Some(svg) = self.kept().by_hash.get(&hash) {
            return Ok(svg.clone());
        }
        let engine = self.engine.as_ref().ok_or(DrawError::NoBundle)?;
        let size = (picture.width, picture.height);
        let id = picture.id();
        let raw = engine.svg(picture.option, size.0, size.1).await?;
        let svg = svg::ours(&raw, size, &id, (&picture.title, &picture.description))?;
        let svg: Arc<str> = svg.into();
        self.kept().put(hash, svg.clone());
        Ok(svg)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, hash: [u8; 32], svg: Arc<str>) {
        if self.by_hash.insert(hash, svg).is_none() {
            self.order.push_back(hash);
        }
        while self.order.len() > KEPT {
            if let Some(oldest) = self.order.pop_front() {
                self.by_hash.remove(&oldest);
            }
        }
    }
}

fn hash(picture: &Picture) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [&picture.option, &picture.title, &picture.description] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update(picture.width.to_le_bytes());
    hash.update(picture.height.to_le_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
