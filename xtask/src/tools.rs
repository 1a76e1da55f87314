//! Running other programs, and getting those that are missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What went wrong, and what to do about it.
pub type Outcome<T = ()> = Result<T, String>;

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // One target folder for all, where the paths below look for what was built.
    cargo.env("CARGO_TARGET_DIR", root().join("target"));
    cargo
}

/// A program run in `folder`.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Runs to the end; its output is ours.
pub fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    println!("$ {shown}");
    let status = command.status().map_err(|e| format!("cannot start `{shown}`: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs to the end without a word unless it fails.
pub fn run_quietly(command: &mut Command) -> Outcome<String> {
    let shown = show(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("cannot start `{shown}`: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(format!(
        "`{shown}` failed ({})\n{text}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Whether a program answers `--version`.
pub fn has(program: &str) -> bool {
    answers(program, "--version")
}

fn answers(program: &str, asked: &str) -> bool {
    Command::new(program)
        .arg(asked)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Sees to it that Node and npm are there.
pub fn need_node() -> Outcome {
    if has("node") && has("npm") {
        return Ok(());
    }
    Err("Node.js 20 or later with npm is missing. Install it (Debian: apt install nodejs npm) and try again.".into())
}

/// Sees to it that rustc can build for the browser.
pub fn need_wasm_target() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = run_quietly(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").exists() {
        return Ok(());
    }
    if !has("rustup") {
        return Err(format!(
            "rustc cannot build for {TARGET} and rustup is missing. Install your toolchain's {TARGET} standard library and try again."
        ));
    }
    run(Command::new("rustup").args(["target", "add", TARGET]))
}

/// `npm ci` in a folder, unless its packages are those of the lock file already.
pub fn need_npm_packages(folder: &Path) -> Outcome {
    need_node()?;
    let lock = std::fs::read(folder.join("package-lock.json"))
        .map_err(|e| format!("cannot read {}: {e}", folder.join("package-lock.json").display()))?;
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(command("npm", folder).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    std::fs::write(stamp, lock).map_err(|e| format!("cannot mark {}: {e}", folder.display()))
}

/// Sees to it that poppler is there: the tests read PDFs with it, since our own program only writes them.
pub fn need_poppler() -> Outcome {
    if ["pdftotext", "pdfinfo", "pdffonts"].iter().all(|program| answers(program, "-v")) {
        return Ok(());
    }
    need_debian_packages("poppler (pdftotext)", &["poppler-utils"])
}

/// Sees to it that SQLite's own program is there: the tests meddle with databases by it.
pub fn need_sqlite() -> Outcome {
    if answers("sqlite3", "-version") {
        return Ok(());
    }
    need_debian_packages("sqlite3", &["sqlite3"])
}

/// Installs Debian packages when we may, else says which are missing.
pub fn need_debian_packages(what: &str, packages: &[&str]) -> Outcome {
    let root = run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root || !has("apt-get") {
        return Err(format!(
            "{what} is missing. Install it and try again (Debian, as root: apt-get install {}).",
            packages.join(" ")
        ));
    }
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .stdout(Stdio::null()))
}

fn show(command: &Command) -> String {
    let mut shown = Path::new(command.get_program())
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    for argument in command.get_args() {
        shown.push(' ');
        shown.push_str(&argument.to_string_lossy());
    }
    shown
}
