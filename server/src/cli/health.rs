//! `beforehand health`: whether the server on this machine is ready, for whoever watches it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::config::Given;
use super::{Failure, out};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// Ask the running server whether it is ready.
#[derive(Args)]
#[command(after_help = "\
Asks /readyz at the address that the settings name: exit code 0 when server and database answer.")]
pub struct Health {
    #[command(flatten)]
    given: Given,
}

impl Health {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let listen = self.given.read()?.listen().map_err(Failure::usage)?;
        let said = tokio::time::timeout(PATIENCE, ask(here(listen))).await;
        match said {
            Ok(Ok(head)) if head.starts_with("HTTP/1.1 200 ") => out::line("ready"),
            Ok(Ok(head)) => {
                let status = head.lines().next().unwrap_or_default().to_owned();
                Err(Failure::failed(format!("The server at {listen} is not ready: {status}.")))
            }
            Ok(Err(why)) => {
                Err(Failure::failed(format!("The server at {listen} cannot be reached: {why}.")))
            }
            Err(_) => Err(Failure::failed(format!("The server at {listen} does not answer."))),
        }
    }
}

/// Where a server that listens at every address is reached from the machine itself.
fn here(listen: SocketAddr) -> SocketAddr {
    let address = match listen.ip() {
        address if !address.is_unspecified() => address,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(address, listen.port())
}

async fn ask(server: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(server).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
