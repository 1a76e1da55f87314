//! `dist`: what people install. A release tarball, a Debian package, the files of a container image, and
//! their checksums, in `target/dist`.
//!
//! Packs a binary that is built before, or the one it is given. What a machine has no tool for is left
//! out, and said.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::run;
use crate::tools::{self, Outcome, command, has, root};

/// What goes along into the documentation.
const DOCS: [&str; 4] = ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"];

/// `cargo xtask dist [--binary FILE]`.
pub fn dist(arguments: &[String]) -> Outcome {
    let binary = match arguments {
        [] => run::build()?,
        [flag, file] if flag == "--binary" => PathBuf::from(file),
        _ => return Err("`dist` takes nothing, or --binary FILE.".to_owned()),
    };
    let binary = fs::canonicalize(&binary).map_err(|e| format!("{}: {e}", binary.display()))?;
    let pack = Pack::new(binary)?;
    let made = [pack.tarball()?, pack.package()?, pack.image()?];
    pack.sums(&made.into_iter().flatten().collect::<Vec<_>>())
}

struct Pack {
    /// Where everything goes.
    folder: PathBuf,
    binary: PathBuf,
    version: &'static str,
    /// "amd64", as Debian calls it.
    machine: String,
}

impl Pack {
    fn new(binary: PathBuf) -> Outcome<Self> {
        let folder = root().join("target/dist");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        make(&folder)?;
        let machine = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => other,
        };
        let version = env!("CARGO_PKG_VERSION");
        Ok(Self { folder, binary, version, machine: machine.to_owned() })
    }

    /// Program, settings, unit and documentation under one folder.
    fn tarball(&self) -> Outcome<Option<PathBuf>> {
        let name = format!("beforehand-{}-linux-{}", self.version, self.machine);
        let stage = self.folder.join(&name);
        copy(&self.binary, &stage.join("beforehand"), 0o755)?;
        for file in ["beforehand.toml", "beforehand.service", "Dockerfile"] {
            copy(&ours(file), &stage.join(file), 0o644)?;
        }
        documents(&stage)?;
        let tarball = self.folder.join(format!("{name}.tar.gz"));
        // The same files make the same tarball, whenever and by whom it is made.
        let mut tar = command("tar", &self.folder);
        tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"]);
        tools::run(tar.arg("--use-compress-program=gzip -n9").arg("-cf").arg(&tarball).arg(&name))?;
        remove(&stage)?;
        Ok(Some(tarball))
    }

    fn package(&self) -> Outcome<Option<PathBuf>> {
        if !has("dpkg-deb") {
            println!("dpkg-deb is missing: no Debian package was made (Debian: apt install dpkg).");
            return Ok(None);
        }
        let stage = self.folder.join("deb");
        copy(&self.binary, &stage.join("usr/bin/beforehand"), 0o755)?;
        copy(&ours("beforehand.toml"), &stage.join("etc/beforehand.toml"), 0o640)?;
        let unit = stage.join("usr/lib/systemd/system/beforehand.service");
        copy(&ours("beforehand.service"), &unit, 0o644)?;
        let docs = stage.join("usr/share/doc/beforehand");
        documents(&docs)?;
        fs::rename(docs.join("LICENSE"), docs.join("copyright")).map_err(|e| e.to_string())?;
        for script in ["postinst", "prerm", "postrm"] {
            let to = stage.join("DEBIAN").join(script);
            copy(&ours("debian").join(script), &to, 0o755)?;
        }
        let size = fs::metadata(&self.binary).map_or(0, |file| file.len()) / 1024;
        let control = control(self.version, &self.machine, size, &needed_glibc(&self.binary));
        write(&stage.join("DEBIAN/control"), &control)?;
        write(&stage.join("DEBIAN/conffiles"), "/etc/beforehand.toml\n")?;
        let package = self.folder.join(format!("beforehand_{}_{}.deb", self.version, self.machine));
        let mut build = command("dpkg-deb", &self.folder);
        tools::run(build.args(["--root-owner-group", "--build"]).arg(&stage).arg(&package))?;
        remove(&stage)?;
        Ok(Some(package))
    }

    /// The files an image is built from; the image itself is built where Docker runs.
    fn image(&self) -> Outcome<Option<PathBuf>> {
        let context = self.folder.join("docker");
        copy(&self.binary, &context.join("beforehand"), 0o755)?;
        copy(&ours("Dockerfile"), &context.join("Dockerfile"), 0o644)?;
        let place = context.display();
        if tools::run_quietly(command("docker", &context).arg("info")).is_err() {
            println!("Docker does not run here: no image was built. Its files are in {place}.");
            return Ok(None);
        }
        let name = format!("beforehand:{}", self.version);
        tools::run(command("docker", &context).args(["build", "--tag", &name, "."]))?;
        println!("The image is {name}.");
        Ok(None)
    }

    fn sums(&self, files: &[PathBuf]) -> Outcome {
        let mut text = String::new();
        for file in files {
            let bytes = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            for byte in Sha256::digest(&bytes) {
                let _ = write!(text, "{byte:02x}");
            }
            let _ = writeln!(text, "  {name}");
            println!("  {name}: {} bytes", bytes.len());
        }
        write(&self.folder.join("SHA256SUMS"), &text)?;
        println!(
            "Everything is in {}. Check it with: sha256sum -c SHA256SUMS",
            self.folder.display()
        );
        Ok(())
    }
}

fn control(version: &str, machine: &str, size: u64, glibc: &str) -> String {
    format!(
        "Package: beforehand\nVersion: {version}\nArchitecture: {machine}\n\
        Maintainer: The Beforehand maintainers <maintainers@beforehand.invalid>\n\
        Installed-Size: {size}\nDepends: libc6{glibc}, libgcc-s1, passwd\n\
        Suggests: caddy | nginx, postgresql\n\
        Section: web\nPriority: optional\n\
        Description: operations dashboard of a prevention helpline\n \
        Weekly counts in, an honest quarter out: one program with an embedded database,\n \
        or with PostgreSQL. Holds counts only, nothing about a person who got in touch.\n"
    )
}

/// The newest glibc whose functions a binary asks for, as a package relation: " (>= 2.36)". Nothing
/// when it cannot be read.
fn needed_glibc(binary: &Path) -> String {
    let Ok(bytes) = fs::read(binary) else { return String::new() };
    let mark = b"GLIBC_2.";
    let versions = bytes.windows(mark.len() + 2).filter(|window| window.starts_with(mark));
    let minor = versions.filter_map(|window| {
        let digits = window[mark.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.map(|byte| char::from(*byte)).collect::<String>().parse::<u32>().ok()
    });
    minor.max().map_or(String::new(), |minor| format!(" (>= 2.{minor})"))
}

/// A file of `xtask/dist`.
fn ours(name: &str) -> PathBuf {
    root().join("xtask/dist").join(name)
}

/// README and the like, and `docs`.
fn documents(into: &Path) -> Outcome {
    for name in DOCS {
        copy(&root().join(name), &into.join(name), 0o644)?;
    }
    let docs = root().join("docs");
    let entries = fs::read_dir(&docs).map_err(|e| format!("{}: {e}", docs.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|ending| ending == "md" || ending == "png") {
            let name = path.file_name().unwrap_or_default();
            copy(&path, &into.join("docs").join(name), 0o644)?;
        }
    }
    Ok(())
}

fn make(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

fn remove(folder: &Path) -> Outcome {
    fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
}

fn copy(from: &Path, to: &Path, mode: u32) -> Outcome {
    if let Some(folder) = to.parent() {
        make(folder)?;
    }
    fs::copy(from, to).map_err(|e| format!("{}: {e}", from.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(to, mode).map_err(|e| format!("{}: {e}", to.display()))?;
    }
    Ok(())
}
