//! The client's files, in the program: hashed names, compressed at build time, kept for ever.
//!
//! Refuses to read files at run time: in a release build there are none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;

use crate::error::{Answer, Refusal};
use crate::page;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// One file and its compressed twins.
struct Asset {
    plain: Cow<'static, [u8]>,
    brotli: Option<Cow<'static, [u8]>>,
    gzip: Option<Cow<'static, [u8]>>,
    kind: &'static str,
}

/// The client's files by name, and the addresses pages link to.
#[derive(Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    /// The addresses that pages link to.
    pub linked: app::Assets,
}

impl Assets {
    /// The files built into the program.
    pub fn load() -> Self {
        let mut files = BTreeMap::new();
        for name in Site::iter() {
            let Some(kind) = kind(&name) else { continue };
            let Some(file) = Site::get(&name) else { continue };
            let twin = |ending: &str| Site::get(&format!("{name}.{ending}")).map(|file| file.data);
            let (brotli, gzip) = (twin("br"), twin("gz"));
            files.insert(name.to_string(), Asset { plain: file.data, brotli, gzip, kind });
        }
        let address = |start: &str, end: &str| {
            let named = files.keys().find(|name| name.starts_with(start) && name.ends_with(end));
            named.map(|name| format!("/assets/{name}")).unwrap_or_default()
        };
        let linked = app::Assets {
            style: address("main.", ".css"),
            loader: address("islands.", ".js"),
            client: address("client.", ".js"),
            wasm: address("client_bg.", ".wasm"),
            explore: address("explore.", ".js"),
            reader: address("reader.", ".js"),
            chart: address("live.", ".js"),
            steps: address("steps.", ".js"),
        };
        Self { files, linked }
    }

    /// Whether the program was built without its client.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file of that name as this client takes it.
    ///
    /// # Errors
    /// Not found.
    pub fn answer(&self, name: &str, asked: &HeaderMap) -> Answer {
        let asset = self.files.get(name).ok_or(Refusal::Said(app::error::Error::NotFound))?;
        let (bytes, encoding) = match asset {
            Asset { brotli: Some(bytes), .. } if page::takes(asked, "br") => (bytes, "br"),
            Asset { gzip: Some(bytes), .. } if page::takes(asked, "gzip") => (bytes, "gzip"),
            _ => (&asset.plain, ""),
        };
        let body = match bytes {
            Cow::Borrowed(bytes) => Body::from(*bytes),
            Cow::Owned(bytes) => Body::from(bytes.clone()),
        };
        let mut response = body.into_response();
        let headers = response.headers_mut();
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        set(header::CONTENT_TYPE, asset.kind);
        set(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
        set(header::VARY, "accept-encoding");
        if !encoding.is_empty() {
            set(header::CONTENT_ENCODING, encoding);
        }
        Ok(response)
    }
}

/// The type of a file that is served; others are parts of a build and are not.
fn kind(name: &str) -> Option<&'static str> {
    let hashed = name.split('.').count() >= 3;
    let ending = name.rsplit('.').next().filter(|_| hashed)?;
    Some(match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// The chart engine's script: `draw.js` is read, not served. Empty when it was not built.
pub fn chart_script() -> String {
    let file = Site::get("draw.js").map(|file| file.data).unwrap_or_default();
    String::from_utf8_lossy(&file).into_owned()
}
