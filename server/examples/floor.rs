//! The limits that `cargo xtask bench` holds the product against: the least that the same machine
//! can do for the same bytes. Not part of the product.
//!
//! `floor serve FILE DATABASE`: one SQLite read a request, then the bytes of FILE.
//! `floor read DATABASE TIMES`: all counts of service 1; prints rows and the median in milliseconds.

use std::error::Error;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::routing::get;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row as _, SqlitePool};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve", file, database] => serve(std::fs::read(file)?, pool(database).await?).await,
        ["read", database, times] => read(&pool(database).await?, times.parse()?).await,
        _ => Err("floor serve FILE DATABASE | read DATABASE TIMES".into()),
    }
}

async fn pool(database: &str) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    SqlitePoolOptions::new().max_connections(4).connect_with(options).await
}

async fn serve(body: Vec<u8>, pool: SqlitePool) -> Result<(), Box<dyn Error>> {
    let body = axum::body::Bytes::from(body);
    let handler = move || async move {
        let row = sqlx::query("select data_version from services where id = $1")
            .bind(1)
            .fetch_one(&pool)
            .await;
        row.map(|_| ([(CONTENT_TYPE, "text/html"), (CONTENT_ENCODING, "gzip")], body))
            .map_err(|e| e.to_string())
    };
    let router = Router::new().route("/", get(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

async fn read(pool: &SqlitePool, times: usize) -> Result<(), Box<dyn Error>> {
    let mut took = Vec::new();
    let mut rows = 0;
    for _ in 0..times {
        let start = Instant::now();
        let all =
            sqlx::query("select week, channel_id, field, count from counts where service_id = $1")
                .bind(1)
                .fetch_all(pool)
                .await?;
        let sum: i64 = all.iter().map(|row| row.get::<i64, _>(3)).sum();
        took.push(start.elapsed());
        rows = if sum < 0 { 0 } else { all.len() };
    }
    println!("{rows} {}", median(took));
    Ok(())
}

fn median(mut took: Vec<Duration>) -> f64 {
    took.sort();
    took.get(took.len() / 2).map_or(0.0, |half| half.as_secs_f64() * 1000.0)
}
