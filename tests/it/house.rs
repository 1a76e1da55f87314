//! The house's own rules, read off its files.
//!
//! Seen to fail: with `use sqlx` in `server/src/pages.rs`, a query file used twice, a migration with
//! a space added, and a route left out of the table.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All files under a folder with that ending: path from the root, and text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                if !path.ends_with("node_modules") {
                    walk(&path, ending, found);
                }
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn rust() -> Vec<(String, String)> {
    ["src", "app/src", "paper/src", "server/src", "xtask/src", "tests/it"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .collect()
}

/// The names a package depends on.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let table = text.split("\n[dependencies]").nth(1).unwrap_or_default();
    let table = table.split("\n[").next().unwrap_or_default();
    let names = table.lines().filter_map(|line| line.split(['.', '=', ' ']).next());
    names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect()
}

fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

#[test]
fn dependencies_point_one_way() {
    let domain = dependencies("Cargo.toml");
    let allowed = ["chrono", "serde", "statrs"];
    assert!(domain.iter().all(|name| allowed.contains(&name.as_str())), "{domain:?}");
    for name in ["server", "sqlx", "tokio", "charming", "axum", "rquickjs"] {
        assert!(!dependencies("app/Cargo.toml").contains(&name.to_owned()), "app names {name}");
    }
    // Paper takes finished words: it knows no page and no store. Only it sets type.
    let paper = dependencies("paper/Cargo.toml");
    assert!(!paper.iter().any(|name| matches!(&**name, "app" | "server" | "leptos" | "tokio")));
    for manifest in ["app/Cargo.toml", "server/Cargo.toml"] {
        let names = dependencies(manifest);
        assert!(!names.iter().any(|name| name.starts_with("typst")), "{manifest} names typst");
        let knows = names.contains(&"paper".to_owned());
        assert_eq!(knows, manifest.starts_with("server"), "{manifest} and paper");
    }
    for manifest in ["app/Cargo.toml", "tests/Cargo.toml", "xtask/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        assert!(!text.contains("sqlx"), "{manifest} names sqlx");
    }
}

#[test]
fn only_the_store_names_the_database() {
    for (name, text) in rust() {
        let store = name == "server/src/store.rs" || name.starts_with("server/src/store/");
        let named = text.contains("sqlx::") || text.contains("use sqlx");
        assert!(store || name == "tests/it/house.rs" || !named, "{name} names sqlx");
    }
}

#[test]
fn the_domain_does_no_io() {
    for (name, text) in files("src", ".rs") {
        if is_test(&name) {
            continue;
        }
        let text = without_tests(&text);
        for word in
            ["std::fs", "std::io", "std::net", "std::env", "std::process", "std::time", "async fn"]
        {
            assert!(!text.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn files_are_short_or_say_why() {
    let mut long = Vec::new();
    for (name, text) in rust() {
        let lines = text.lines().count();
        let head = text.lines().take_while(|line| line.starts_with("//!"));
        let head = head.collect::<Vec<_>>().join(" ");
        assert!(!head.is_empty(), "{name} has no head");
        if lines > 400 && !head.to_lowercase().contains("one file") {
            long.push(format!("{name}: {lines}"));
        }
    }
    // A file may be longer when its head says why it is "one file".
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn each_query_is_used_once() {
    let files_of_server = files("server/src", ".rs");
    let code: String = files_of_server.iter().map(|(_, text)| without_tests(text)).collect();
    for (name, _) in files("server/queries", ".sql") {
        let file = name.rsplit('/').next().unwrap();
        let used = code.matches(&format!("\"{file}\"")).count()
            + code.matches(&format!("/{file}\"")).count();
        assert_eq!(used, 1, "{name}");
    }
    // And each query's name, by which one call uses it.
    let list = fs::read_to_string(root().join("server/src/store/queries.rs")).unwrap();
    let names = list.lines().filter_map(|line| line.trim().split_once(" = \""));
    for (name, _) in names {
        let word = format!("queries::{name}");
        let calls = code.match_indices(&word).filter(|(at, _)| {
            let next = code[at + word.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_uppercase() || c == '_')
        });
        assert_eq!(calls.count(), 1, "{name}");
    }
}

#[test]
fn sql_lives_in_query_files() {
    for (name, text) in rust() {
        if is_test(&name) || name.starts_with("tests/it/") {
            continue;
        }
        let text = without_tests(&text).to_lowercase();
        for word in ["\"select ", "\"insert into", "\"update ", "\"delete from", "\"create table"] {
            let found = text.match_indices(word).any(|(at, _)| {
                let rest: String = text[at..].chars().take(200).collect();
                rest.contains(" from ")
                    || rest.contains(" set ")
                    || rest.contains(" into ")
                    || rest.contains("table")
            });
            assert!(!found, "{name} has SQL: {word}");
        }
    }
}

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let router = fs::read_to_string(root().join("server/src/router.rs")).unwrap();
    for row in beforehand::role::PERMISSIONS {
        let call = format!(".{}(\"{}\"", row.method.to_lowercase(), row.path);
        assert_eq!(router.matches(&call).count(), 1, "{call}");
    }
    let calls = router.matches(".get(\"").count() + router.matches(".post(\"").count();
    assert_eq!(calls, beforehand::role::PERMISSIONS.len());
    for (name, text) in files("server/src", ".rs") {
        assert!(name == "server/src/router.rs" || !text.contains(".route("), "{name} adds a route");
    }
}

#[test]
fn raw_html_comes_from_one_place() {
    let raw: Vec<_> = files("app/src", ".rs")
        .into_iter()
        .filter(|(_, text)| {
            text.lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains("inner_html"))
        })
        .map(|(name, _)| name)
        .collect();
    assert!(raw.len() <= 1, "inner_html in {raw:?}");
    let areas: Vec<_> = files("app/src", ".rs")
        .into_iter()
        .filter(|(_, text)| text.contains("<textarea"))
        .map(|(name, _)| name)
        .collect();
    assert!(areas.len() <= 1, "<textarea> in {areas:?}: its text is not escaped");
}

#[test]
fn applied_migrations_are_never_edited() {
    let listed = fs::read_to_string(root().join("tests/fixtures/migrations.txt")).unwrap();
    let listed: Vec<&str> = listed.lines().filter(|line| !line.starts_with('#')).collect();
    let there: Vec<String> = files("migrations", ".sql")
        .into_iter()
        .map(|(name, text)| format!("{} {name}", server::session::hash(&text)))
        .collect();
    // A new migration is added to the list; a line of the list never changes.
    assert_eq!(there, listed);
}
