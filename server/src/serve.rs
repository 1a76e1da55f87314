//! The listener: connections, how long they may dawdle, and an orderly end.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::backend::House;
use crate::backup::scheduled;
use crate::client::Peer;
use crate::{mailing, pulse, router, tidying};

/// How long a client may take to send its request's head.
pub const HEAD: Duration = Duration::from_secs(10);
/// Connections at one time; further ones wait in the system's queue.
pub const CONNECTIONS: usize = 1024;
/// How long open requests have to end when the server stops.
pub const FAREWELL: Duration = Duration::from_secs(12);

/// Serves until the process is asked to stop (SIGTERM or ctrl-c), then lets open requests end.
///
/// # Errors
/// When the listener has no address.
pub async fn serve(listener: TcpListener, house: Arc<House>) -> io::Result<()> {
    serve_until(listener, house, asked_to_stop()).await
}

/// Serves until `stop` is ready, then lets open requests end.
///
/// # Errors
/// When the listener has no address.
pub async fn serve_until(
    listener: TcpListener,
    house: Arc<House>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address: SocketAddr = listener.local_addr()?;
    tracing::info!(%address, "serving");
    let site = router(&house);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let (stopping, stopped) = watch::channel(false);
    let mailing = tokio::spawn(mailing::run(house.clone(), stopped.clone()));
    tokio::spawn(pulse::run(house.clone(), stopped.clone()));
    let backups = tokio::spawn(scheduled::run(house.clone(), stopped.clone()));
    let tidying = tokio::spawn(tidying::run(house.clone(), stopped.clone()));
    let mut stop = pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => break,
            place = room.clone().acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file handles, or the client is gone already.
                    tracing::warn!(%error, "accepting a connection");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let site = site.clone().map_request(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request
        });
        let service = TowerToHyperService::new(site);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let mut stopped = stopped.clone();
        let stopped = async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        tokio::spawn(async move {
            let _place = place;
            let mut connection = pin!(connection);
            tokio::select! {
                _ = &mut connection => {}
                () = stopped => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
        });
    }
    drop(listener);
    let _ = stopping.send(true);
    let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(FAREWELL, room.acquire_many(all)).await;
    // A mail that is being handed over is finished and written down; so is a backup, if it can be.
    let work = async { tokio::join!(mailing, backups, tidying) };
    let _ = tokio::time::timeout(FAREWELL, work).await;
    house.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn asked_to_stop() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = ctrl_c => {}, () = terminated => {} }
}
