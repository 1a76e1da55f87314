//! Asking the provider over the network: five seconds, one megabyte, no way round.
//!
//! Refuses to follow a redirect, and to speak plain http unless the provider runs on this machine. Logs
//! neither what is asked nor what is answered.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The provider gave no answer; what kept it from that, in words without any content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent(&'static str);

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Silent {}

/// Who asks.
pub struct Http(Client<HttpsConnector<HttpConnector>, Body>);

impl Http {
    /// `plain` where the provider runs on this machine, without https.
    pub fn new(plain: bool) -> Self {
        let builder = HttpsConnectorBuilder::new().with_webpki_roots();
        let builder = if plain { builder.https_or_http() } else { builder.https_only() };
        let connector = builder.enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Silent> {
        let asked = async {
            let response = self.0.request(request.map(Body::from)).await;
            let response = response.map_err(|why| {
                // What it was is for whoever looks after the server: a name, a refusal, a certificate.
                tracing::warn!(why = ?why, "the sign-in provider cannot be reached");
                Silent("it cannot be reached")
            })?;
            if response.status().is_server_error() {
                return Err(Silent("it says that something is wrong with itself"));
            }
            let (head, body) = response.into_parts();
            let body = to_bytes(Body::new(body), LARGEST).await;
            let body = body.map_err(|_| Silent("its answer is too large or broken off"))?;
            Ok(HttpResponse::from_parts(head, body.to_vec()))
        };
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Silent("it takes too long"))?
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Silent;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Silent>> + Send + 'c>>;

    /// Asks once. Silent when no whole answer comes in time, and when the provider says that something
    /// is wrong with itself.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
